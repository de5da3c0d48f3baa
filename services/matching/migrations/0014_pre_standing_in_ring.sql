-- Before needs are locked, the rings are in which they stand: nearly none do, so that this index is nearly empty.
create index proposal_in_ring on proposal (need) where ring is not null and state in ('offered', 'accepted', 'started');
