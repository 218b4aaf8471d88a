/**
 * The device catalog: what the world knows about each device, at daily grain. Regions fill it through Kafka, people and programs list it with filters and
 * paging. Start reading at {@link io.mededge.global.catalog.Catalog}.
 *
 * <p>One table, one partition for each facility, and an SAI index for each filter: docs/adr/0007-catalog-indexes.md has the reasons and figures. A partition
 * has no bucket: it never holds more than a facility's devices, about 60 bytes each on disk, so that 100,000 devices in one facility are still far below the
 * 100 MB at which partitions become slow, and a facility reads in order of device.
 */
@NullMarked
package io.mededge.global.catalog;

import org.jspecify.annotations.NullMarked;
