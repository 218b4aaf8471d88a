-- Two revisions of one hour differ by what changed between them, and that must not be a few machines. So a revision keeps of each contributor its series
-- and its number of samples, series * 2^32 + samples, and beside it the same of the revision that the global cluster has.
alter table facility_hour add column contributions bigint[] not null default '{}';
alter table facility_hour add column told_contributions bigint[] default '{}';

-- of hours told before, nobody knows what they were made of: null, so that nothing counts as changed and no revision of them is told
update facility_hour set told_contributions = null where told > 0;
