package io.mededge.regional.ingest;

import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.Place;
import io.mededge.model.id.RegionId;
import io.mededge.model.telemetry.Acknowledgement;
import io.mededge.model.telemetry.Batch;
import io.mededge.model.telemetry.TelemetryCodec;
import io.mededge.model.tls.MutualTls;
import io.mededge.model.topic.DeviceTopic;
import io.mededge.model.topic.DeviceTopic.Verb;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Hop 5 of a measurement: bytes from a gateway → a checked batch on Kafka (acks=all) → acknowledgement to the gateway.
 *
 * <p>Nothing here waits for anything slow on the broker connection's thread, and nothing is acknowledged before Kafka has it. What cannot be taken is
 * dropped and counted: the gateway keeps it and sends it again.
 */
public final class Intake implements AutoCloseable {
    /**
     * @param broker {@code ssl://host:port} or {@code tcp://host:port}
     * @param sockets null for a connection without TLS
     * @param sessionExpiry how long the broker keeps QoS 1 messages while this is away
     * @param inFlightBytes bound of what waits for Kafka
     * @param acknowledgeEvery how long acknowledgements are gathered
     */
    public record Settings(
            RegionId region,
            URI broker,
            String clientId,
            @Nullable MutualTls sockets,
            Duration sessionExpiry,
            int inFlightBytes,
            Duration acknowledgeEvery) {}

    /** What has been taken in and not yet been answered for by Kafka. */
    private record Message(String topic, byte[] payload, Semaphore bound) {
        int size() {
            return Math.max(payload.length, LEAST_SIZE);
        }

        void release() {
            bound.release(size());
        }
    }

    private static final Logger LOG = Logger.getLogger(Intake.class);
    private static final String TELEMETRY = "/" + Verb.TELEMETRY.segment();
    private static final String CONTENT_TYPE = "application/x-protobuf";
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(5);

    /** What a message counts at least, bytes: its objects need memory too. */
    private static final int LEAST_SIZE = 1_024;

    private final Settings settings;
    private final Admission admission;
    private final Producer<String, byte[]> kafka;
    private final DeadLetters deadLetters;
    private final IngestFigures figures;
    private final Consumer<FaultCode> faults;
    private final Semaphore telemetryInFlight;
    private final Semaphore eventsInFlight;
    private final AcknowledgementBatcher batcher = new AcknowledgementBatcher();
    private final ExecutorService worker;
    private final ScheduledExecutorService acknowledger;
    private final MqttLink link;

    public Intake(
            Settings settings,
            Producer<String, byte[]> kafka,
            DeadLetters deadLetters,
            IngestFigures figures,
            Consumer<FaultCode> faults) {
        this.settings = settings;
        this.admission = new Admission(settings.region());
        this.kafka = kafka;
        this.deadLetters = deadLetters;
        this.figures = figures;
        this.faults = faults;
        this.eventsInFlight = new Semaphore(eventsBytes());
        this.telemetryInFlight = new Semaphore(telemetryBytes());
        this.worker = Executors.newSingleThreadExecutor(task -> new Thread(task, "intake-worker"));
        this.acknowledger = Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "intake-acknowledger"));
        this.link = new MqttLink(settings, this::arrived);
    }

    /** A share that telemetry cannot take: an alarm never waits for it. */
    private int eventsBytes() {
        return settings.inFlightBytes() / 4;
    }

    private int telemetryBytes() {
        return settings.inFlightBytes() - eventsBytes();
    }

    /** Starts connecting and returns at once. */
    public void open() {
        link.open();
    }

    public boolean isConnected() {
        return link.isConnected();
    }

    /** Takes nothing more, waits a little for what Kafka has been given, and acknowledges that. */
    @Override
    public void close() {
        worker.shutdown();
        try {
            var given = worker.awaitTermination(CLOSE_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                    && eventsInFlight.tryAcquire(eventsBytes(), CLOSE_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                    && telemetryInFlight.tryAcquire(telemetryBytes(), CLOSE_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
            acknowledger.shutdown();
            var acknowledged = acknowledger.awaitTermination(CLOSE_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
            if (!given || !acknowledged) {
                LOG.warn("some messages were left unacknowledged; gateways send them again");
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        link.close();
    }

    /** Runs on the broker connection's thread: a message is counted against its bound and handed over, or dropped. */
    private void arrived(String topic, byte[] payload) {
        figures.countMessage();
        var bound = topic.endsWith(TELEMETRY) ? telemetryInFlight : eventsInFlight;
        var message = new Message(topic, payload, bound);
        if (worker.isShutdown() || !bound.tryAcquire(message.size())) {
            faults.accept(FaultCode.INTAKE_BACKLOGGED);
            return;
        }
        worker.execute(() -> process(message));
    }

    private void process(Message message) {
        try {
            var verdict = admission.admit(message.topic(), message.payload());
            if (verdict instanceof Admission.Verdict.Admitted admitted) {
                forward(message, admitted.batch());
            } else if (verdict instanceof Admission.Verdict.Refused refused) {
                setAside(message, refused);
            }
        } catch (RuntimeException notTaken) {
            lose(message, notTaken);
        }
    }

    private void forward(Message message, Batch batch) {
        var stream = batch.stream();
        var key = stream.place().facility() + "/" + stream.device();
        var record = new ProducerRecord<>(KafkaTopics.of(stream.streamClass()), key, message.payload());
        var unused = kafka.send(record, (metadata, failure) -> {
            if (failure != null) {
                lose(message, failure);
            } else {
                acknowledge(batch);
                message.release();
            }
        });
    }

    private void setAside(Message message, Admission.Verdict.Refused refused) {
        faults.accept(refused.fault());
        var unused = deadLetters.write(
                message.topic(), message.payload(), refused.fault(), refused.reason(), (metadata, failure) -> {
                    if (failure != null) {
                        lose(message, failure);
                    } else {
                        message.release();
                    }
                });
    }

    private void lose(Message message, Exception reason) {
        message.release();
        faults.accept(FaultCode.INTAKE_BACKLOGGED);
        LOG.debugf("Kafka did not take a message: %s", reason.toString());
    }

    private void acknowledge(Batch batch) {
        if (batcher.add(batch) && !acknowledger.isShutdown()) {
            var unused = acknowledger.schedule(
                    this::flush, settings.acknowledgeEvery().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Tells a gateway what became of ranges that it certified, if it listens now; soon, in another thread. */
    public void answer(Place place, DeviceId gateway, Acknowledgement answer) {
        if (!acknowledger.isShutdown()) {
            acknowledger.execute(() -> link.publish(
                    new DeviceTopic(place, gateway, Verb.ACK).path(), TelemetryCodec.encode(answer), CONTENT_TYPE));
        }
    }

    private void flush() {
        for (var outgoing : batcher.drain()) {
            var topic = new DeviceTopic(outgoing.place(), outgoing.gateway(), Verb.ACK);
            link.publish(topic.path(), TelemetryCodec.encode(outgoing.acknowledgement()), CONTENT_TYPE);
            figures.countAcknowledgement();
        }
    }
}
