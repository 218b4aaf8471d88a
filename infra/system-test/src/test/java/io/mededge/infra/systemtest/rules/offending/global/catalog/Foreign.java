package io.mededge.infra.systemtest.rules.offending.global.catalog;

import com.datastax.oss.driver.api.core.CqlSession;
import com.google.protobuf.ByteString;
import io.mededge.infra.systemtest.rules.offending.regional.ingest.PatientReader;
import org.eclipse.paho.mqttv5.client.MqttClient;

/** The world knows a region, and uses libraries that belong to others. */
final class Foreign {
    private Foreign() {}

    static Class<?> region() {
        return PatientReader.class;
    }

    static Class<?>[] libraries() {
        return new Class<?>[] {CqlSession.class, ByteString.class, MqttClient.class};
    }
}
