-- Which polled values of a metric become records, and how far a gateway's times may be believed.

-- io.mededge.model.outbound.MetricDescription.Recording; 0: every sample is recorded
alter table series add column deadband float8 not null default 0;
alter table series add column max_silence_millis int not null default 0;

-- what gateways said of their clocks, each in its own events stream
create table clock_report (
    stream   int         not null,
    sequence bigint      not null,
    at       timestamptz not null,
    trust    smallint    not null, -- io.mededge.model.outbound.ClockTrust, ordinal
    before   timestamptz,          -- what the clock would have said, had it not been set
    primary key (stream, sequence)
);

create index clock_report_at on clock_report (stream, at);

-- the stream that a certificate is about, known once it was taken; its own stream is that of the gateway which carried it
alter table certificate add column about int;
create index certificate_about on certificate (about, at) where about is not null;
create index certificate_at on certificate (at);
