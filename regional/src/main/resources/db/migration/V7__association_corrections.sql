-- Whose the data of a device were in a span of the past, in place of what was said of it before. Nothing is rewritten: of the corrections that cover a
-- moment the one with the highest number counts, and all count more than associations, in whatever order they came.

create table association_correction (
    facility  text        not null,
    device    text        not null,
    number    bigint      not null, -- of the facility's own counting
    since     timestamptz not null,
    until     timestamptz not null, -- exclusive
    former    text,                 -- whose they were said to be; null: nobody's
    pseudonym text references patient, -- null: nobody's
    at        timestamptz not null, -- when it was made
    stream    int         not null,
    sequence  bigint      not null,
    primary key (stream, sequence)
);

create index association_correction_device on association_correction (facility, device, until);
create index association_correction_pseudonym on association_correction (pseudonym);
