package io.mededge.infra.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.model.id.DeviceId;
import io.mededge.model.id.FacilityId;
import io.mededge.model.id.Place;
import io.mededge.model.id.RegionId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientTest {
    @Test
    void readsRoleAndPlaceFromTheSubject() {
        assertThat(Client.ofSubject("CN=gateway-1,OU=gateway,L=facility-1,O=region-1"))
                .contains(new Client.Gateway("gateway-1", Place.of("region-1", "facility-1")));
        assertThat(Client.ofSubject("O=region-2,OU=regional,CN=regional-2"))
                .contains(new Client.Regional("regional-2", new RegionId("region-2")));
        assertThat(Client.ofSubject("CN=A-01-vitals,OU=machine,L=facility-1,O=region-1"))
                .contains(new Client.Machine(new DeviceId("A-01-vitals"), new FacilityId("facility-1")));
        assertThat(Client.ofSubject("CN=tablet-1,OU=bedside,L=facility-1"))
                .contains(new Client.Bedside("tablet-1", new FacilityId("facility-1")));
        assertThat(Client.ofSubject("CN=probe,OU=probe")).contains(new Client.Probe("probe"));
        assertThat(Client.ofSubject("CN=client,OU=observer")).contains(new Client.Observer("client"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CN=gateway-1",
                "CN=gateway-1,OU=gateway",
                "CN=gateway-1,OU=gateway,L=facility-1",
                "CN=gateway-1,OU=gateway,L=#,O=region-1",
                "CN=gateway-1,OU=gateway,L=+,O=region-1",
                "CN=gateway-1,OU=Gateway,L=facility-1,O=region-1",
                "CN=regional-1,OU=regional",
                "CN=root,OU=administrator",
                "CN=A-01-vitals,OU=machine",
                "CN=A/01,OU=machine,L=facility-1",
                "CN=tablet-1,OU=bedside,L=+",
                "OU=observer",
                "",
            })
    void aSubjectThatLacksSomethingIsNobody(String subject) {
        assertThat(Client.ofSubject(subject)).isEmpty();
    }

    @Test
    void ownsItsNameAndWhatContinuesItAfterADash() {
        var client = new Client.Probe("gateway-1");

        assertThat(client.owns("gateway-1")).isTrue();
        assertThat(client.owns("gateway-1-alarms")).isTrue();
        assertThat(client.owns("gateway-10")).isFalse();
        assertThat(client.owns("gateway-2")).isFalse();
        assertThat(client.owns("")).isFalse();
    }

    /** A-01 is no less a device id than A-01-vitals. */
    @Test
    void aMachineWhoseNameBeginsAnothersDoesNotOwnIt() {
        var machine = new Client.Machine(new DeviceId("A-01"), new FacilityId("facility-1"));

        assertThat(machine.owns("A-01")).isTrue();
        assertThat(machine.owns("A-01_replies")).isTrue();
        assertThat(machine.owns("A-01-vitals")).isFalse();
        assertThat(new Client.Bedside("tablet", new FacilityId("facility-1")).owns("tablet-1"))
                .isFalse();
    }
}
