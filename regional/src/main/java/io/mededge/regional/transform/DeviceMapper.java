package io.mededge.regional.transform;

import io.mededge.model.outbound.MetricDescription;
import java.math.BigDecimal;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.Device.DeviceNameType;
import org.hl7.fhir.r4.model.Device.FHIRDeviceStatus;
import org.hl7.fhir.r4.model.DeviceMetric;
import org.hl7.fhir.r4.model.DeviceMetric.DeviceMetricCategory;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Timing;

/** Renders what devices say of themselves: the Device, and a DeviceMetric for each of its series. */
public final class DeviceMapper {
    private DeviceMapper() {}

    public static Device device(StoredDevice stored) {
        var description = stored.description();
        var device = new Device().setStatus(FHIRDeviceStatus.ACTIVE);
        device.setId(stored.key().fhirId());
        device.getMeta().setLastUpdatedElement(Times.instant(stored.describedAt()));
        device.addIdentifier(identifier(stored.key()));
        if (!description.serial().isEmpty()) {
            device.setSerialNumber(description.serial())
                    .addIdentifier()
                    .setType(new CodeableConcept(new Coding(CodeSystems.IDENTIFIER_TYPE, "SNO", "Serial Number")))
                    .setValue(description.serial());
        }
        device.setModelNumber(description.model());
        device.addDeviceName().setName(description.model()).setType(DeviceNameType.MODELNAME);
        if (!description.deviceType().isEmpty()) {
            device.setType(new CodeableConcept(new Coding(CodeSystems.MDC, description.deviceType(), null)));
        }
        if (!description.firmware().isEmpty()) {
            addVersion(device, "firmware", description.firmware());
        }
        addVersion(device, "profile", description.profile() + " " + description.profileVersion());
        if (!description.station().isEmpty()) {
            device.setLocation(
                    new Reference().setDisplay("zone " + description.zone() + ", station " + description.station()));
        }
        // a gateway need not have described itself, hence no literal reference
        device.setParent(new Reference()
                .setIdentifier(identifier(new DeviceKey(stored.key().facility(), stored.gateway()))));
        return device;
    }

    private static void addVersion(Device device, String kind, String value) {
        device.addVersion().setType(new CodeableConcept().setText(kind)).setValue(value);
    }

    private static Identifier identifier(DeviceKey key) {
        return new Identifier().setSystem(CodeSystems.DEVICE).setValue(key.toString());
    }

    public static DeviceMetric metric(Series series) {
        var description = series.metric();
        var device = new Reference("Device/" + series.device().fhirId());
        var metric = new DeviceMetric()
                .setType(MetricCodes.code(description))
                .setSource(device)
                .setParent(device.copy())
                .setCategory(category(description));
        metric.setId(metricId(series.id()));
        metric.addIdentifier().setSystem(CodeSystems.METRIC).setValue(series.device() + "/" + description.id());
        if (!description.unit().isEmpty()) {
            metric.setUnit(new CodeableConcept(new Coding(CodeSystems.UCUM, description.unit(), description.unit())));
        }
        Values.onChange(description).ifPresent(metric::addExtension);
        if (series.pollMillis() > 0) {
            var period = BigDecimal.valueOf(series.pollMillis(), 3).stripTrailingZeros();
            var timing = new Timing();
            timing.getRepeat()
                    .setFrequency(1)
                    .setPeriod(period.scale() < 0 ? period.setScale(0) : period)
                    .setPeriodUnit(Timing.UnitsOfTime.S);
            metric.setMeasurementPeriod(timing);
        }
        return metric;
    }

    /** The logical id of a series' DeviceMetric. */
    public static String metricId(int series) {
        return "m" + series;
    }

    private static DeviceMetricCategory category(MetricDescription metric) {
        return switch (metric.category()) {
            case MEASUREMENT, VITAL_SIGN -> DeviceMetricCategory.MEASUREMENT;
            case SETTING -> DeviceMetricCategory.SETTING;
            case CALCULATION -> DeviceMetricCategory.CALCULATION;
            case STATE -> DeviceMetricCategory.UNSPECIFIED;
        };
    }
}
