package io.mededge.infra.devstack.plan;

import io.mededge.infra.devstack.pki.Holder;
import io.mededge.infra.devstack.process.ProcessSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One process with all that must be there for it.
 *
 * @param configuration files to write before the start
 * @param addresses what others may reach it by, under the names of {@code status --json}
 * @param obstacles sentences saying what is missing so that it cannot be started
 */
record Component(
        ProcessSpec spec,
        List<PortUse> ports,
        Map<Path, String> configuration,
        List<Holder> holders,
        Map<String, String> addresses,
        List<String> obstacles) {}
