package io.mededge.edge.uplink;

import io.mededge.edge.journal.StreamKey;
import io.mededge.edge.profile.Devices;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.Place;
import io.mededge.model.id.SequenceSet.Range;
import io.mededge.model.id.StreamClass;
import io.mededge.model.id.StreamId;
import io.mededge.model.outbound.AssociationCorrection;
import io.mededge.model.outbound.MachineEvent;
import io.mededge.model.outbound.PatientAssociation;
import io.mededge.model.outbound.PatientLink;
import io.mededge.model.outbound.RegionBound;
import io.mededge.model.outbound.SessionReport;
import io.mededge.model.telemetry.Batch;
import io.mededge.model.telemetry.Entry;
import io.mededge.model.telemetry.Lane;
import io.mededge.model.topic.DeviceTopic;
import io.mededge.model.topic.DeviceTopic.Verb;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Records to messages: which topic, which quality of service, which payload. Thread-safe. */
final class BatchSender {
    private final UplinkConfig config;
    private final Place place;
    private final DeviceId gateway;
    private final long epoch;
    private final Devices devices;
    private final LongAdder sent = new LongAdder();

    /** What became of records; also called in the client's threads. */
    interface Outcome {
        /** They need no acknowledgement by the region: in mode {@code plain} the broker has them, or they must not leave. */
        void done(List<Range> ranges);

        /** The broker does not take them, or would not. @param reasonCode of MQTT 5 */
        void refused(List<Range> ranges, int reasonCode);
    }

    BatchSender(UplinkConfig config, Place place, DeviceId gateway, long epoch, Devices devices) {
        this.config = config;
        this.place = place;
        this.gateway = gateway;
        this.epoch = epoch;
        this.devices = devices;
    }

    /**
     * Sends records of one stream, ascending, in one message for each run of records of one topic.
     *
     * @throws IOException if the connection does not take them; some may have left
     */
    void send(BrokerConnection connection, StreamKey stream, Lane lane, List<Entry> entries, Outcome outcome)
            throws IOException {
        var run = new ArrayList<Entry>();
        for (var entry : entries) {
            if (isPlain() && isOfPatient(entry.body())) {
                // without our region there is nobody whom a pseudonym may be told
                outcome.done(List.of(new Range(entry.sequence(), entry.sequence())));
                continue;
            }
            if (!run.isEmpty() && verb(stream, run.get(0)) != verb(stream, entry)) {
                publish(connection, stream, lane, run, outcome);
                run.clear();
            }
            run.add(entry);
        }
        if (!run.isEmpty()) {
            publish(connection, stream, lane, run, outcome);
        }
    }

    private void publish(BrokerConnection connection, StreamKey stream, Lane lane, List<Entry> entries, Outcome outcome)
            throws IOException {
        var batch =
                new Batch(new StreamId(place, gateway, stream.device(), stream.streamClass(), epoch), lane, entries);
        var topic = new DeviceTopic(place, stream.device(), verb(stream, entries.get(0))).path();
        var isJson = isPlain() && config.payload() == UplinkConfig.Payload.JSON;
        var contentType = isJson ? Payload.JSON : Payload.PROTOBUF;
        var payload = isJson ? Payload.json(batch, devices) : Payload.protobuf(batch);
        var maxBytes = connection.maxPayloadBytes(topic, contentType);
        if (payload.length <= maxBytes) {
            var qos = isPlain() || stream.streamClass() == StreamClass.EVENTS ? 1 : 0;
            connection.publish(topic, payload, qos, contentType, new Sent(SendPlan.ranges(entries), outcome));
            sent.add(entries.size());
        } else if (entries.size() == 1) {
            outcome.refused(SendPlan.ranges(entries), Refusals.PACKET_TOO_LARGE);
        } else {
            // smaller with each step, and at the latest one record each
            var parts = Math.min(entries.size(), payload.length / Math.max(1, maxBytes) + 1);
            var size = Math.toIntExact((entries.size() + parts - 1) / parts);
            for (var from = 0; from < entries.size(); from += size) {
                var part = entries.subList(from, Math.min(entries.size(), from + size));
                publish(connection, stream, lane, List.copyOf(part), outcome);
            }
        }
    }

    private final class Sent implements BrokerConnection.Answer {
        private final List<Range> ranges;
        private final Outcome outcome;

        Sent(List<Range> ranges, Outcome outcome) {
            this.ranges = ranges;
            this.outcome = outcome;
        }

        @Override
        public void delivered() {
            if (isPlain()) {
                outcome.done(ranges);
            }
        }

        @Override
        public void refused(int reasonCode) {
            outcome.refused(ranges, reasonCode);
        }
    }

    private static Verb verb(StreamKey stream, Entry entry) {
        if (stream.streamClass() == StreamClass.TELEMETRY) {
            return Verb.TELEMETRY;
        }
        return entry.body() instanceof MachineEvent ? Verb.ALARM : Verb.STATUS;
    }

    private static boolean isOfPatient(RegionBound body) {
        return body instanceof PatientAssociation
                || body instanceof AssociationCorrection
                || body instanceof SessionReport
                || body instanceof PatientLink;
    }

    private boolean isPlain() {
        return config.mode() == UplinkConfig.Mode.PLAIN;
    }

    /** Records sent, each time that they were sent. */
    long sent() {
        return sent.sum();
    }
}
