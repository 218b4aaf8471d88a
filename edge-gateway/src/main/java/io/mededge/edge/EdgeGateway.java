package io.mededge.edge;

import io.mededge.edge.fault.Faults;
import io.mededge.edge.journal.Journal;
import io.mededge.edge.monitor.Board;
import io.mededge.edge.profile.Devices;
import io.mededge.edge.uplink.Uplink;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.Place;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;

/** The beans that other features find. */
@Startup
@Singleton
public class EdgeGateway {
    private final Journal journal;

    EdgeGateway(GatewayConfig config, Board board) throws IOException {
        journal = Journal.open(
                config.data().resolve("journal"),
                Place.of(config.region(), config.facility()),
                new DeviceId(config.id()),
                config.journal(),
                InstantSource.system(),
                new Faults());
        journal.subscribe((stream, entry) -> board.record(stream.device(), entry));
    }

    void stop(@Observes ShutdownEvent event) {
        journal.close();
    }

    @Produces
    @Singleton
    Journal journal() {
        return journal;
    }

    @Produces
    @Singleton
    Devices devices() {
        return new Devices(List.of());
    }

    @Produces
    @Singleton
    Uplink uplink() {
        throw new UnsupportedOperationException();
    }
}
