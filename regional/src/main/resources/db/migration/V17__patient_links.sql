-- Which pseudonyms are of one person, as facilities tell it. Nothing is rewritten: what was told under each stays under it. Of those that a facility says about
-- one replaced pseudonym the highest number counts, in whatever order they came.

create table patient_link (
    facility  text        not null,
    number    bigint      not null, -- of the facility's own counting
    replaced  text        not null references patient,
    replacing text        not null references patient,
    joined    boolean     not null, -- false: each stands for itself again
    at        timestamptz not null,
    stream    int         not null,
    sequence  bigint      not null,
    primary key (stream, sequence)
);

create index patient_link_replaced on patient_link (replaced);
create index patient_link_replacing on patient_link (replacing);
