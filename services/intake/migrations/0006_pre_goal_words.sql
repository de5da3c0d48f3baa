-- What a note speaks about, where that is not the case as a whole: a goal that was set after the clarification.
alter table notes add about uuid;
