-- The six big losses: for everybody; changed on pages by nobody.
select floor.protect('floor.loss_categories', 'nowhere');
