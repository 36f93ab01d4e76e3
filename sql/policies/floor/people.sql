-- People: known to all who may see anything; who they are is said by whoever may everywhere.
select floor.protect(
    'floor.people', 'nowhere', 'people.change', 'people.change', 'people.change'
);
