package io.mededge.global;

import io.mededge.global.catalog.CatalogConfig;
import io.mededge.global.database.CassandraConfig;
import io.mededge.global.fleet.FleetConfig;
import io.mededge.global.intake.IntakeConfig;
import io.smallrye.config.ConfigMapping;

/** All that can be configured of the global tier beyond Quarkus and Kafka; docs/reference/config.md lists the keys. */
@ConfigMapping(prefix = "global")
public interface GlobalConfig {
    CassandraConfig cassandra();

    IntakeConfig intake();

    CatalogConfig catalog();

    FleetConfig fleet();
}
