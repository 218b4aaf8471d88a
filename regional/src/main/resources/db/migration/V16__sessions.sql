-- Where treatment sessions stand, as facilities report it: no free text and nobody of the staff.

-- each report as it came: what a gateway certifies record by record
create table session_report (
    stream        int         not null,
    sequence      bigint      not null,
    at            timestamptz not null,
    session       text        not null,
    version       bigint      not null,
    state         smallint    not null, -- io.mededge.model.session.SessionState, ordinal
    interrupted   boolean     not null,
    pseudonym     text        not null,
    devices       text        not null, -- device ids, joined by commas
    planned_begin timestamptz not null,
    planned_end   timestamptz not null,
    started       timestamptz,
    ended         timestamptz,
    primary key (stream, sequence)
);

-- of each session the highest version; the same columns
create table treatment (
    session       text        not null,
    facility      text        not null,
    reported_at   timestamptz not null,
    version       bigint      not null,
    state         smallint    not null,
    interrupted   boolean     not null,
    pseudonym     text        not null references patient,
    devices       text        not null,
    planned_begin timestamptz not null,
    planned_end   timestamptz not null,
    started       timestamptz,
    ended         timestamptz,
    primary key (session) -- random; no facility can take another's
);

create index treatment_pseudonym on treatment (pseudonym);
create index treatment_started on treatment (started);
