package io.mededge.infra.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.model.id.DeviceId;
import io.mededge.model.id.FacilityId;
import io.mededge.model.id.Place;
import io.mededge.model.id.RegionId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessRulesTest {
    private static final AccessRules GATEWAY =
            AccessRules.of(new Client.Gateway("gateway-1", Place.of("region-1", "facility-1")));
    private static final AccessRules REGIONAL =
            AccessRules.of(new Client.Regional("regional-1", new RegionId("region-1")));
    private static final AccessRules MACHINE =
            AccessRules.of(new Client.Machine(new DeviceId("A-01-vitals"), new FacilityId("facility-1")));
    private static final AccessRules BEDSIDE =
            AccessRules.of(new Client.Bedside("tablet-1", new FacilityId("facility-1")));

    @ParameterizedTest
    @CsvSource({
        "devices/region-1/facility-1/A-01-hd/telemetry, true,  false",
        "devices/region-1/facility-1/A-01-hd/alarm,     true,  false",
        "devices/region-1/facility-1/gateway-1/ack,     false, true",
        "devices/region-1/facility-1/+/command,         false, true",
        "devices/region-1/facility-1/#,                 false, false",
        "devices/region-1/facility-2/A-01-hd/telemetry, false, false",
        "devices/region-1/facility-2/gateway-2/ack,     false, false",
        "devices/region-2/facility-1/A-01-hd/telemetry, false, false",
        "devices/region-1/+/A-01-hd/ack,                false, false",
        "local/facility-1/A-01-vitals/telemetry,        false, true",
        "local/facility-1/+/event,                      false, true",
        "local/facility-1/A-01-vitals/reply,            true,  false",
        "local/facility-1/A-01-hd/live,                 true,  false",
        "local/facility-1/#,                            false, false",
        "local/facility-2/A-01-vitals/telemetry,        false, false",
        "local/facility-2/A-01-vitals/reply,            false, false",
        "#,                                             false, false",
        "$SYS/broker,                                   false, false",
    })
    void aGatewaySpeaksForItsFacilityOnly(String topic, boolean publish, boolean subscribe) {
        assertThat(GATEWAY.mayPublish(topic)).isEqualTo(publish);
        assertThat(GATEWAY.maySubscribe(topic)).isEqualTo(subscribe);
    }

    @ParameterizedTest
    @CsvSource({
        "devices/region-1/+/+/telemetry,                false, true",
        "devices/region-1/facility-7/gateway-7/ack,     true,  false",
        "devices/region-1/facility-7/A-01-hd/telemetry, false, true",
        "devices/region-2/+/+/telemetry,                false, false",
        "devices/region-2/facility-1/gateway-1/ack,     false, false",
        "devices/#,                                     false, false",
        "regional/region-1/news,                        true,  true",
        "global/releases,                               false, false",
    })
    void theRegionSpeaksDownAndListensUp(String topic, boolean publish, boolean subscribe) {
        assertThat(REGIONAL.mayPublish(topic)).isEqualTo(publish);
        assertThat(REGIONAL.maySubscribe(topic)).isEqualTo(subscribe);
    }

    @ParameterizedTest
    @CsvSource({
        "local/facility-1/A-01-vitals/telemetry, true,  false",
        "local/facility-1/A-01-vitals/event,     true,  false",
        "local/facility-1/A-01-vitals/reply,     false, true",
        "local/facility-1/A-01-vitals/live,      false, false",
        "local/facility-1/A-02-vitals/telemetry, false, false",
        "local/facility-1/A-02-vitals/reply,     false, false",
        "local/facility-2/A-01-vitals/telemetry, false, false",
        "local/facility-1/+/reply,               false, false",
        "local/facility-1/A-01-vitals/#,         false, false",
        "local/facility-1/A-01-vitals-2/reply,   false, false",
    })
    void aMachineSpeaksForItselfOnly(String topic, boolean publish, boolean subscribe) {
        assertThat(MACHINE.mayPublish(topic)).isEqualTo(publish);
        assertThat(MACHINE.maySubscribe(topic)).isEqualTo(subscribe);
    }

    @ParameterizedTest
    @CsvSource({
        "local/facility-1/A-01-hd/live,      true",
        "local/facility-1/+/live,            true",
        "local/facility-2/+/live,            false",
        "local/+/+/live,                     false",
        "local/facility-1/+/telemetry,       false",
        "local/facility-1/A-01-vitals/reply, false",
        "local/#,                            false",
        "devices/region-1/facility-1/#,      false",
    })
    void aScreenAtTheBedsideSeesItsFacilityAndSaysNothing(String topic, boolean subscribe) {
        assertThat(BEDSIDE.mayPublish(topic)).isFalse();
        assertThat(BEDSIDE.maySubscribe(topic)).isEqualTo(subscribe);
    }

    @ParameterizedTest
    @CsvSource({"devices/region-1/facility-1/A-01-hd/telemetry", "local/facility-1/x", "regional/region-1/x", "x"})
    void aProbeMayNothingAndAnObserverMayNotSpeak(String topic) {
        var probe = AccessRules.of(new Client.Probe("probe"));
        var observer = AccessRules.of(new Client.Observer("client"));

        assertThat(probe.mayPublish(topic) || probe.maySubscribe(topic)).isFalse();
        assertThat(observer.mayPublish(topic)).isFalse();
        assertThat(observer.maySubscribe(topic)).isEqualTo(!topic.equals("x"));
    }
}
