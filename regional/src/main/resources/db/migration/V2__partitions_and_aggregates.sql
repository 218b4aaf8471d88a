-- Creates the partition of one UTC day, with what the default partition holds of it; false when it is there already.
create function create_sample_partition(day date) returns boolean language plpgsql as $$
declare
    partition constant text := 'sample_' || to_char(day, 'YYYYMMDD');
    first constant timestamptz := day::timestamp at time zone 'UTC';
    next constant timestamptz := (day + 1)::timestamp at time zone 'UTC';
begin
    if to_regclass(partition) is not null then
        return false;
    end if;
    -- one creator at a time; nothing may come to the default partition between moving its rows and attaching theirs
    lock table sample_other in access exclusive mode;
    if to_regclass(partition) is not null then
        return false;
    end if;
    execute format('create table %I (like sample including all)', partition);
    execute format(
        'with misplaced as (delete from sample_other where at >= %L and at < %L returning *) insert into %I select * from misplaced',
        first, next, partition);
    execute format('alter table sample attach partition %I for values from (%L) to (%L)', partition, first, next);
    return true;
end $$;

-- a mark and a minute are updated twice a second: room on the page keeps the updates off the indexes
alter table stream set (fillfactor = 50);
alter table stream_minute set (fillfactor = 70);

-- how many of a minute's records its summary has seen; differs while the summary is out of date
alter table stream_minute add column summarised int not null default 0;
create index stream_minute_recent on stream_minute (minute);
create index stream_minute_late on stream_minute (minute) where late;

-- the good values of a quantity in one minute, while the machine was in use
create table series_minute (
    minute    timestamptz not null,
    series    int         not null,
    samples   int         not null,
    mean      float8      not null,
    deviation float8      not null, -- sum of the squared distances from the mean
    primary key (minute, series)
);

-- what a facility's machines in use measured in an hour
create table facility_hour (
    facility     text        not null,
    metric       text        not null,
    hour         timestamptz not null,
    unit         text        not null,
    contributors int         not null,
    samples      bigint      not null,
    mean         float8      not null,
    deviation    float8      not null, -- standard deviation of the population
    revision     bigint      not null, -- grows with each correction
    told         bigint      not null default 0, -- the last revision that the global cluster has or that was refused
    primary key (facility, metric, hour)
);

create index facility_hour_untold on facility_hour (hour) where revision > told;
