-- What gateways state about their records, and how the rows here compare.

-- a device's description as it came; only its fingerprint, the newest content is in device and series
create table description (
    stream   int         not null,
    sequence bigint      not null,
    at       timestamptz not null,
    content  bytea       not null, -- io.mededge.model.outbound.Fingerprint
    primary key (stream, sequence)
);

-- certificates as they came, with their signatures
create table certificate (
    stream   int         not null, -- the gateway's own, which carried it
    sequence bigint      not null,
    at       timestamptz not null,
    content  bytea       not null, -- io.mededge.model.telemetry.CertificateCodec
    state    smallint    not null default 0, -- io.mededge.regional.completeness.CertificateState, ordinal
    primary key (stream, sequence)
);

create index certificate_waiting on certificate (state) where state in (0, 3);

-- what the newest certificate of a stream says of all of it
create table certified_stream (
    stream  int         not null primary key,
    highest bigint      not null,
    issued  timestamptz not null
);

create table certified_range (
    stream  int         not null,
    first   bigint      not null,
    last    bigint      not null,
    slot    timestamptz not null,
    content bytea       not null, -- io.mededge.model.outbound.Fingerprint
    faults  int[]       not null, -- of the records that say that values are missing
    state   smallint    not null default 0, -- io.mededge.regional.completeness.RangeState, ordinal
    missing int8multirange not null default '{}',
    checked timestamptz,
    primary key (stream, first)
);

create index certified_range_slot on certified_range (stream, slot);
create index certified_range_checked on certified_range (state, checked);
