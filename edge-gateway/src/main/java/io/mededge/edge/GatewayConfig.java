package io.mededge.edge;

import io.mededge.edge.adt.AdtConfig;
import io.mededge.edge.backup.BackupConfig;
import io.mededge.edge.broker.BrokerConfig;
import io.mededge.edge.clock.ClockConfig;
import io.mededge.edge.completeness.CompletenessConfig;
import io.mededge.edge.journal.JournalConfig;
import io.mededge.edge.modbus.ModbusConfig;
import io.mededge.edge.patient.PatientConfig;
import io.mededge.edge.staff.StaffConfig;
import io.mededge.edge.uplink.UplinkConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** All keys of the gateway: {@code gateway.*}; explained in docs/reference/config.md, which a test compares with this. */
@ConfigMapping(prefix = "gateway")
public interface GatewayConfig {
    /** The region that this facility belongs to. */
    String region();

    String facility();

    /** This gateway's own device id, unique in its facility. */
    String id();

    /** Folder of everything that this gateway keeps. */
    Path data();

    /** Device profiles beside the shipped ones; one with a shipped name takes its place. */
    Optional<List<Path>> profileFiles();

    List<DeviceEntry> devices();

    ModbusConfig modbus();

    JournalConfig journal();

    UplinkConfig uplink();

    BrokerConfig broker();

    CompletenessConfig completeness();

    ClockConfig clock();

    BackupConfig backup();

    PatientConfig patients();

    AdtConfig adt();

    StaffConfig staff();

    /** {@code gateway.devices[n].*} */
    interface DeviceEntry {
        String id();

        /** Empty when it has no fixed place. */
        Optional<String> station();

        Optional<String> zone();

        String profile();

        /** {@code host:port} and the other forms of {@link io.mededge.edge.profile.MachineAddress#parse}. */
        String address();

        /** Modbus unit identifier, 0 to 255; on a serial line 1 to 247. */
        @WithDefault("1")
        int unit();

        /** Distance of two polls, or of two messages of a machine that speaks MQTT; 1ms to 1h. */
        @WithDefault("500ms")
        Duration poll();

        /** Else {@code gateway.modbus.timeout}. */
        Optional<Duration> timeout();

        /** 0 to 10; else {@code gateway.modbus.retries}. */
        Optional<Integer> retries();

        String serial();

        Optional<String> firmware();
    }
}
