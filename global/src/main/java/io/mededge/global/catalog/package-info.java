/**
 * The device catalog: what the world knows about each device, at daily grain. Regions fill it through Kafka, people and programs list it with filters and
 * paging. Start reading at {@link io.mededge.global.catalog.Catalog}.
 *
 * <p>One table, one partition for each facility, and an SAI index for each filter. The other way, one table for each filter, would put changing values
 * (health, firmware) in primary keys: each change would be a delete and an insert, and messages out of order would leave ghosts. Measured with 100,000
 * devices in 1,000 facilities on one node, first page of 50, median of 15: no filter 1.4 ms, one region 3.9 ms, one facility 1.5 ms, one model 3.7 ms, the
 * 1 % that is silent 8.1 ms, three filters with two hits 28 ms (638 ms without index); writing is not slower (1,500/s either way, bound by the commit log)
 * and the table takes twice the disk. A partition has no bucket: it never holds more than a facility's devices, about 60 bytes each on disk, so that
 * 100,000 devices in one facility are still far below the 100 MB at which partitions become slow, and a facility reads in order of device.
 */
@NullMarked
package io.mededge.global.catalog;

import org.jspecify.annotations.NullMarked;
