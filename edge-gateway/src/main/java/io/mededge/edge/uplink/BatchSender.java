package io.mededge.edge.uplink;

import io.mededge.edge.journal.StreamKey;
import io.mededge.edge.profile.Devices;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.Place;
import io.mededge.model.id.SequenceSet.Range;
import io.mededge.model.id.StreamClass;
import io.mededge.model.id.StreamId;
import io.mededge.model.outbound.MachineEvent;
import io.mededge.model.outbound.PatientAssociation;
import io.mededge.model.telemetry.Batch;
import io.mededge.model.telemetry.Entry;
import io.mededge.model.telemetry.Lane;
import io.mededge.model.topic.DeviceTopic;
import io.mededge.model.topic.DeviceTopic.Verb;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** Records to messages: which topic, which quality of service, which payload. Thread-safe. */
final class BatchSender {
    private final UplinkConfig config;
    private final Place place;
    private final DeviceId gateway;
    private final long epoch;
    private final Devices devices;
    private final LongAdder sent = new LongAdder();

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
     * @param done hears of records that need no acknowledgement by the region: in mode {@code plain} those that the broker has, and those that must not leave
     * @throws IOException if the connection does not take them; some may have left
     */
    void send(BrokerConnection connection, StreamKey stream, Lane lane, List<Entry> entries, Consumer<List<Range>> done)
            throws IOException {
        var run = new ArrayList<Entry>();
        for (var entry : entries) {
            if (isPlain() && entry.body() instanceof PatientAssociation) {
                // without our region there is nobody whom a pseudonym may be told
                done.accept(List.of(new Range(entry.sequence(), entry.sequence())));
                continue;
            }
            if (!run.isEmpty() && verb(stream, run.get(0)) != verb(stream, entry)) {
                publish(connection, stream, lane, run, done);
                run.clear();
            }
            run.add(entry);
        }
        if (!run.isEmpty()) {
            publish(connection, stream, lane, run, done);
        }
    }

    private void publish(
            BrokerConnection connection, StreamKey stream, Lane lane, List<Entry> entries, Consumer<List<Range>> done)
            throws IOException {
        var batch =
                new Batch(new StreamId(place, gateway, stream.device(), stream.streamClass(), epoch), lane, entries);
        var topic = new DeviceTopic(place, stream.device(), verb(stream, entries.get(0))).path();
        var isJson = isPlain() && config.payload() == UplinkConfig.Payload.JSON;
        var payload = isJson ? Payload.json(batch, devices) : Payload.protobuf(batch);
        var qos = isPlain() || stream.streamClass() == StreamClass.EVENTS ? 1 : 0;
        var ranges = SendPlan.ranges(entries);
        connection.publish(topic, payload, qos, isJson ? Payload.JSON : Payload.PROTOBUF, () -> {
            if (isPlain()) {
                done.accept(ranges);
            }
        });
        sent.add(entries.size());
    }

    private static Verb verb(StreamKey stream, Entry entry) {
        if (stream.streamClass() == StreamClass.TELEMETRY) {
            return Verb.TELEMETRY;
        }
        return entry.body() instanceof MachineEvent ? Verb.ALARM : Verb.STATUS;
    }

    private boolean isPlain() {
        return config.mode() == UplinkConfig.Mode.PLAIN;
    }

    /** Records sent, each time that they were sent. */
    long sent() {
        return sent.sum();
    }
}
