package io.mededge.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.edge.profile.MachineAddress;
import io.mededge.model.id.DeviceId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewaySetupTest {
    private static final String DEVICE = "gateway.devices[0].";
    private static final Map<String, String> ONE_DEVICE = Map.of(
            DEVICE + "id", "A-01-hd",
            DEVICE + "station", "A-01",
            DEVICE + "zone", "A",
            DEVICE + "profile", "mededge-hd",
            DEVICE + "address", "127.0.0.1:15020",
            DEVICE + "poll", "250ms",
            DEVICE + "serial", "SIM-0001");

    @TempDir
    Path folder;

    @Test
    void aDeviceIsReadWithItsDefaults() {
        var device =
                accepted(ONE_DEVICE).devices().find(new DeviceId("A-01-hd")).orElseThrow();

        assertThat(device.address()).isEqualTo(new MachineAddress.Tcp("127.0.0.1", 15_020));
        assertThat(device.unit()).isEqualTo(1);
        assertThat(device.poll()).isEqualTo(Duration.ofMillis(250));
        assertThat(device.timeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(device.description().metrics()).hasSize(27);
    }

    @Test
    void aProfileFileTakesThePlaceOfAShippedOne() throws Exception {
        var file = folder.resolve("mine.yaml");
        Files.writeString(
                file, "profile: mededge-hd\nversion: 7\npoints: [{id: x, area: input, address: 0, unit: mL}]\n");
        var values = new HashMap<>(ONE_DEVICE);
        values.put("gateway.profile-files[0]", file.toString());

        var device = accepted(values).devices().all().get(0);

        assertThat(device.profile().version()).isEqualTo(7);
    }

    @Test
    void twoFilesOfOneProfileAreAMistake() throws Exception {
        var values = new HashMap<>(ONE_DEVICE);
        for (var i = 0; i < 2; i++) {
            var file = folder.resolve("p" + i + ".yaml");
            Files.writeString(file, "profile: p\nversion: 1\npoints: [{id: x, area: input, address: 0, unit: mL}]\n");
            values.put("gateway.profile-files[" + i + "]", file.toString());
        }

        assertThat(refused(values))
                .singleElement()
                .asString()
                .startsWith("ME-202 gateway.profile-files: ")
                .endsWith("p1.yaml is the second file of the profile p");
    }

    /** One value that is wrong, and the sentence. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gateway.facility | not a place | ME-202 gateway.region and gateway.facility: a facility id must be 1"
                        + " to 48 letters",
                "gateway.id | gateway_1 | ME-202 gateway.id: a device id must be",
                "gateway.devices[0].id | A/01 | ME-202 gateway.devices[0].id: a device id must be",
                "gateway.devices[0].profile | nothing | ME-202 gateway.devices[0].profile: there is no profile"
                        + " nothing; known are legacy-hd, mededge-hd, mededge-nibp",
                "gateway.devices[0].address | host:port | ME-202 gateway.devices[0].address: 'host:port' has no number"
                        + " after the colon",
                "gateway.devices[0].address | host:70000 | ME-202 gateway.devices[0].address: a port is 1 to 65535,"
                        + " not 70000",
                "gateway.devices[0].unit | 256 | ME-202 gateway.devices[0].unit must be 0 to 255, not 256",
                "gateway.devices[0].poll | 0s | ME-202 gateway.devices[0].poll must be 1ms to 3600s, not 0s",
                "gateway.devices[0].address | udp://host | ME-202 gateway.devices[0].address: 'udp://host' begins with"
                        + " none of",
                "gateway.devices[0].address | tls://host | ME-202 gateway.modbus.tls.key-store is missing, which the"
                        + " address of gateway.devices[0] needs",
                "gateway.devices[0].id | gateway-1 | ME-202 gateway.devices: the id gateway-1 is used twice",
                "gateway.profile-files[0] | /no/such/file | ME-201 /no/such/file: cannot be read",
                "gateway.modbus.retry-max | 100ms | ME-202 gateway.modbus.retry-first must be 10ms to 100ms, not 200ms",
                "gateway.journal.max-bytes | 1000 | ME-202 gateway.journal.max-bytes must be 1048576 to",
                "gateway.backup.folder | /nowhere/second | ME-202 gateway.backup.folder must not lie in gateway.data",
                "gateway.backup.interval | 50ms | ME-202 gateway.backup.interval must be 200ms to 60s, not 50ms",
                "gateway.uplink.mode | region | ME-202 gateway.uplink.url is missing",
                "gateway.adt.listen | 2575 | ME-202 gateway.adt.listen must be host:port",
                "gateway.adt.listen | 0.0.0.0:2575 | ME-202 gateway.adt.key-store is missing: without TLS only",
                "gateway.adt.listen | 127.0.0.1:2575 | ME-202 gateway.adt.authorities must name 1 to 50",
            })
    void aMistakeIsOneSentenceThatNamesItsKey(String key, String value, String sentence) {
        var values = new HashMap<>(ONE_DEVICE);
        values.put(key, value);

        assertThat(refused(values)).anySatisfy(problem -> assertThat(problem).startsWith(sentence));
    }

    @Test
    void aSerialLineHasOneSettingAndNobodyIsAskedAsAll() {
        var values = new HashMap<>(ONE_DEVICE);
        ONE_DEVICE.forEach((key, value) -> values.put(key.replace("[0]", "[1]"), value));
        values.put("gateway.devices[1].id", "A-02-hd");
        values.put("gateway.devices[0].address", "rtu:/dev/ttyS0");
        values.put("gateway.devices[1].address", "rtu:/dev/ttyS0?baud=9600");
        assertThat(refused(values))
                .containsExactly("ME-202 gateway.devices: rtu:/dev/ttyS0?baud=19200&parity=even&stop=1 and"
                        + " rtu:/dev/ttyS0?baud=9600&parity=even&stop=1 are one port with two settings");

        values.put("gateway.devices[1].address", "rtu:/dev/ttyS0");
        values.put("gateway.devices[1].unit", "0");
        assertThat(refused(values))
                .containsExactly(
                        "ME-202 gateway.devices[1].unit must be 1 to 247 on a serial line, not 0: 0 speaks to all"
                                + " and is never answered");
    }

    @Test
    void twoDevicesMustNotAnswerAtOneAddressAndUnit() {
        var values = new HashMap<>(ONE_DEVICE);
        ONE_DEVICE.forEach((key, value) -> values.put(key.replace("[0]", "[1]"), value));

        assertThat(refused(values))
                .containsExactlyInAnyOrder(
                        "ME-202 gateway.devices: the id A-01-hd is used twice",
                        "ME-202 gateway.devices: 127.0.0.1:15020 unit 1 is named twice");
    }

    @Test
    void aMachineThatSpeaksMqttNeedsTheFacilitysBroker() {
        var values = new HashMap<>(ONE_DEVICE);
        values.put(DEVICE + "address", "mqtt:");
        values.put(DEVICE + "profile", "mededge-vitals");
        assertThat(refused(values))
                .containsExactly("ME-202 gateway.broker.url is missing, over which A-01-hd would speak MQTT");

        values.put("gateway.broker.url", "tcp://broker:1883");
        assertThat(refused(values))
                .containsExactly(
                        "ME-202 gateway.broker.url must begin with ssl://: a machine is known by its certificate",
                        "ME-202 gateway.broker.key-store is missing, which ssl needs",
                        "ME-202 gateway.broker.trust-store is missing, which ssl needs",
                        "ME-202 gateway.broker.password-file is missing, which ssl needs");
    }

    @Test
    void theHospitalsSystemNeedsCertificatesAndKnownAuthorities() {
        var values = new HashMap<String, String>();
        values.put("gateway.adt.listen", "127.0.0.1:2575");
        values.put("gateway.adt.authorities[0].name", "HOSP");
        values.put("gateway.adt.authorities[0].system", "urn:oid:2.999.1");
        assertThat(accepted(values).devices().all()).isEmpty();

        values.put("gateway.adt.allow-old-tls", "true");
        values.put("gateway.adt.charset", "KOI8-R");
        values.put("gateway.adt.message-timeout", "1h");
        values.put("gateway.adt.authorities[1].name", "HOSP");
        assertThat(refused(values))
                .containsExactly(
                        "ME-202 gateway.adt.allow-old-tls means nothing without gateway.adt.key-store",
                        "ME-202 gateway.adt.authorities[1].name: HOSP has two entries of the type MR",
                        "ME-202 gateway.adt.charset must be UNICODE UTF-8, 8859/1, 8859/15 or ASCII, not KOI8-R",
                        "ME-202 gateway.adt.message-timeout must be 1000ms to 300000ms, not 3600000ms");

        values.clear();
        values.put("gateway.adt.listen", "0.0.0.0:2575");
        values.put("gateway.adt.key-store", "/no/such/file");
        values.put("gateway.adt.authorities[0].name", "HOSP");
        values.put("gateway.adt.authorities[0].system", "urn:oid:2.999.1");
        assertThat(refused(values))
                .containsExactly(
                        "ME-202 gateway.adt.key-store: /no/such/file cannot be read",
                        "ME-202 gateway.adt.trust-store is missing, which TLS needs",
                        "ME-202 gateway.adt.password-file is missing, which TLS needs");
    }

    @Test
    void aProfileWithoutRegistersIsForMqttOnly() {
        var values = new HashMap<>(ONE_DEVICE);
        values.put(DEVICE + "profile", "mededge-vitals");

        assertThat(refused(values))
                .containsExactly("ME-202 gateway.devices[0].address: the profile mededge-vitals is for machines that"
                        + " speak MQTT, so it must be mqtt:");
    }

    @Test
    void whatGoesToTheRegionIsAlwaysEncrypted() {
        assertThat(refused(Map.of("gateway.uplink.mode", "region", "gateway.uplink.url", "tcp://region:1883")))
                .containsExactly(
                        "ME-202 gateway.uplink.url must begin with ssl:// or wss://: what goes to the region is"
                                + " always encrypted");
        assertThat(refused(Map.of("gateway.uplink.mode", "region", "gateway.uplink.url", "ssl://region:8883")))
                .containsExactly(
                        "ME-202 gateway.uplink.key-store is missing, which ssl needs",
                        "ME-202 gateway.uplink.trust-store is missing, which ssl needs",
                        "ME-202 gateway.uplink.password-file is missing, which ssl needs");
        assertThat(accepted(Map.of(
                                "gateway.uplink.mode", "plain",
                                "gateway.uplink.url", "tcp://broker:1883",
                                "gateway.uplink.payload", "json"))
                        .devices()
                        .all())
                .isEmpty();
    }

    @Test
    void aForeignBrokerMayProveItselfWithoutAskingWhoWeAre() {
        var url = Map.of("gateway.uplink.mode", "plain", "gateway.uplink.url", "wss://broker:443/mqtt");
        assertThat(accepted(url).devices().all()).isEmpty();

        var trusting = new HashMap<>(url);
        trusting.put("gateway.uplink.trust-store", "/no/such/file");
        assertThat(refused(trusting))
                .containsExactly(
                        "ME-202 gateway.uplink.trust-store: /no/such/file cannot be read",
                        "ME-202 gateway.uplink.password-file is missing, which wss needs");
    }

    @Test
    void aStandbyLiesInTheResidencyZoneOfHome() {
        var values = new HashMap<>(Map.of(
                "gateway.uplink.mode", "plain",
                "gateway.uplink.url", "tcp://home:1883",
                "gateway.uplink.standby[0].url", "tcp://other:1883",
                "gateway.uplink.standby[0].zone", "us"));
        assertThat(refused(values))
                .containsExactly(
                        "ME-202 gateway.uplink.zone is missing: a standby may only lie in the residency zone of home");
        values.put("gateway.uplink.zone", "eu");
        assertThat(refused(values))
                .containsExactly("ME-202 gateway.uplink.standby[0].zone is us, but gateway.uplink.zone is eu: data must"
                        + " not leave its residency zone");
        values.put("gateway.uplink.standby[0].zone", "eu");
        assertThat(accepted(values).devices().all()).isEmpty();
        values.put("gateway.uplink.mode", "region");
        assertThat(refused(values))
                .contains("ME-202 gateway.uplink.standby[0].url must begin with ssl:// or wss://: what goes to the"
                        + " region is always encrypted");
    }

    @Test
    void aProxyIsNamedByHostAndPort() {
        assertThat(refused(Map.of(
                        "gateway.uplink.mode", "plain",
                        "gateway.uplink.url", "ws://broker/mqtt",
                        "gateway.uplink.proxy", "socks://proxy:1080",
                        "gateway.uplink.proxy-password-file", "/no/such/file")))
                .containsExactly(
                        "ME-202 gateway.uplink.url must name a host and a port, ws://host:port, not ws://broker/mqtt",
                        "ME-202 gateway.uplink.proxy must be http://proxy.example:port",
                        "ME-202 gateway.uplink.proxy-password-file: /no/such/file cannot be read",
                        "ME-202 gateway.uplink.proxy-user is missing, whose password"
                                + " gateway.uplink.proxy-password-file holds");
    }

    @Test
    void whatOnlyAForeignBrokerIsToldIsForModePlain() {
        assertThat(refused(Map.of("gateway.uplink.mode", "region", "gateway.uplink.presence", "true")))
                .contains("ME-202 gateway.uplink.presence is for mode plain only");
        assertThat(refused(Map.of(
                        "gateway.uplink.mode", "plain",
                        "gateway.uplink.url", "tcp://broker:1883",
                        "gateway.uplink.message-expiry", "-1s",
                        "gateway.uplink.user-password-file", "/no/such/file")))
                .containsExactly(
                        "ME-202 gateway.uplink.user-password-file: /no/such/file cannot be read",
                        "ME-202 gateway.uplink.user is missing, whose password gateway.uplink.user-password-file holds",
                        "ME-202 gateway.uplink.message-expiry must be 0s to 2592000s, not -1s");
    }

    @Test
    void oneStartFindsEveryMistake() {
        var values = new HashMap<>(ONE_DEVICE);
        values.put(DEVICE + "unit", "300");
        values.put("gateway.id", "?");
        values.put("gateway.uplink.mode", "region");

        assertThat(refused(values)).hasSize(3);
    }

    private static GatewaySetup accepted(Map<String, String> values) {
        var result = GatewaySetup.of(TestConfig.of(values));
        assertThat(result).isInstanceOf(GatewaySetup.Result.Accepted.class);
        return ((GatewaySetup.Result.Accepted) result).setup();
    }

    private static List<String> refused(Map<String, String> values) {
        var result = GatewaySetup.of(TestConfig.of(values));
        assertThat(result).isInstanceOf(GatewaySetup.Result.Refused.class);
        return ((GatewaySetup.Result.Refused) result).problems();
    }
}
