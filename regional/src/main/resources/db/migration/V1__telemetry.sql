-- What gateways report. Nothing here can hold a name: patients are pseudonyms.

create table stream (
    id          int generated always as identity primary key,
    facility    text     not null,
    gateway     text     not null,
    device      text     not null,
    class       smallint not null, -- io.mededge.model.id.StreamClass, ordinal
    epoch       bigint   not null,
    -- the ingest mark: which sequences are stored, written in the transaction that stores them
    received    int8multirange not null default '{}',
    unique (facility, gateway, device, class, epoch)
);

create table device (
    facility        text not null,
    device          text not null,
    gateway         text not null,
    model           text not null,
    serial          text not null,
    firmware        text not null,
    station         text not null,
    zone            text not null,
    profile         text not null,
    profile_version int  not null,
    device_type     text not null,
    poll_millis     int  not null,
    described_at    timestamptz not null,
    primary key (facility, device)
);

-- one metric of one device; known from its first sample, described once a description has come
create table series (
    id            int generated always as identity primary key,
    facility      text not null,
    device        text not null,
    metric        text not null,
    display       text,
    unit          text,
    mdc_code      text,
    mdc_reference text,
    loinc_code    text,
    kind          smallint, -- io.mededge.model.outbound.MetricDescription.Kind, ordinal
    category      smallint, -- io.mededge.model.outbound.MetricDescription.Category, ordinal
    choices       jsonb not null default '[]',
    unique (facility, device, metric)
);

-- no unique index: each sequence is stored once because of stream.received, and a unique index would cost a factor 3
create table sample (
    stream   int         not null,
    sequence bigint      not null,
    series   int         not null,
    at       timestamptz not null,
    value    float8      not null,
    quality  smallint    not null  -- io.mededge.model.outbound.Quality, ordinal
) partition by range (at);

create table sample_other partition of sample default; -- times outside the daily partitions: wrong clocks

create index sample_series_at on sample (series, at);

-- which minutes of a stream hold samples: the SampledData windows of each of its series
create table stream_minute (
    stream  int         not null,
    minute  timestamptz not null,
    records int         not null,
    late    boolean     not null, -- something arrived after the window was final
    primary key (stream, minute)
);

create table gap (
    stream   int         not null,
    sequence bigint      not null,
    at       timestamptz not null,
    until    timestamptz,
    fault    int         not null,
    primary key (stream, sequence)
);

create table machine_event (
    stream           int         not null,
    sequence         bigint      not null,
    at               timestamptz not null,
    machine_sequence int         not null,
    code             int         not null,
    name             text        not null,
    start            boolean     not null,
    primary key (stream, sequence)
);

create table patient (
    pseudonym  text not null primary key,
    facility   text not null,
    first_seen timestamptz not null
);

-- whose data a device's samples are: from "since" until the device's next association
create table association (
    facility  text        not null,
    device    text        not null,
    since     timestamptz not null,
    pseudonym text references patient, -- null: nobody's
    stream    int         not null,
    sequence  bigint      not null,
    primary key (stream, sequence)
);

create index association_device on association (facility, device, since);
create index association_pseudonym on association (pseudonym);
