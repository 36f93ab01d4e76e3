// What somebody wants to take over from a device: found machines, and single variables.

/** Events: "changed". */
export class Picks extends EventTarget {
  machines = new Map(); // address → found machine
  nodes = new Map(); // address → variable

  get size() {
    return this.machines.size + this.nodes.size;
  }

  hasMachine = (machine) => this.machines.has(machine.address);
  hasNode = (node) => this.nodes.has(node.address);

  toggleMachine(machine, isPicked) {
    this.#toggle(this.machines, machine, isPicked);
  }

  toggleNode(node, isPicked) {
    this.#toggle(this.nodes, node, isPicked);
  }

  clear() {
    this.machines.clear();
    this.nodes.clear();
    this.dispatchEvent(new Event("changed"));
  }

  #toggle(map, one, isPicked) {
    if (isPicked) map.set(one.address, one);
    else map.delete(one.address);
    this.dispatchEvent(new Event("changed"));
  }
}
