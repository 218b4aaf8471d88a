package io.mededge.regional.fhir;

import ca.uhn.fhir.rest.annotation.Metadata;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.IServerConformanceProvider;
import ca.uhn.fhir.rest.server.RestfulServer;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Date;
import java.util.List;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementKind;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestResourceComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.RestfulCapabilityMode;
import org.hl7.fhir.r4.model.CapabilityStatement.TypeRestfulInteraction;
import org.hl7.fhir.r4.model.Enumerations.FHIRVersion;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;

/** What this server can do and nothing else, from the same declarations by which searches are checked. Public because HAPI calls it by reflection. */
public final class Capabilities implements IServerConformanceProvider<CapabilityStatement> {
    private final Date started;

    Capabilities(Date started) {
        this.started = started;
    }

    /** It does not depend on what HAPI finds by reflection. */
    @Override
    public void setRestfulServer(RestfulServer server) {}

    @Override
    @Metadata
    public CapabilityStatement getServerConformance(HttpServletRequest request, RequestDetails details) {
        var statement = new CapabilityStatement()
                .setStatus(PublicationStatus.ACTIVE)
                .setDate(started)
                .setKind(CapabilityStatementKind.INSTANCE)
                .setFhirVersion(FHIRVersion._4_0_1);
        statement.addFormat("json");
        statement.addFormat("xml");
        statement.getSoftware().setName("MedEdge regional");
        statement
                .getImplementation()
                .setDescription(
                        "Pseudonymised observations of medical devices and treatments of this region; read only.");
        var rest = statement.addRest().setMode(RestfulCapabilityMode.SERVER);
        var observation = addResource(rest, "Observation", ObservationQuery.PARAMETERS);
        observation.addInteraction().setCode(TypeRestfulInteraction.HISTORYINSTANCE);
        observation
                .addOperation()
                .setName("samples")
                .setDefinition("urn:mededge:operation:samples")
                .setDocumentation("Raw samples as NDJSON or CSV; see docs/reference/fhir.md.");
        addResource(rest, "Device", DeviceProvider.PARAMETERS);
        addResource(rest, "DeviceMetric", DeviceMetricProvider.PARAMETERS);
        addResource(rest, "Patient", PatientProvider.PARAMETERS);
        addResource(rest, "Procedure", ProcedureProvider.PARAMETERS);
        addResource(rest, "Encounter", EncounterProvider.PARAMETERS);
        return statement;
    }

    private static CapabilityStatementRestResourceComponent addResource(
            CapabilityStatementRestComponent rest, String type, List<SearchParameter> parameters) {
        var resource = rest.addResource().setType(type);
        resource.addInteraction().setCode(TypeRestfulInteraction.READ);
        resource.addInteraction().setCode(TypeRestfulInteraction.SEARCHTYPE);
        for (var parameter : parameters) {
            resource.addSearchParam()
                    .setName(parameter.name())
                    .setType(parameter.type())
                    .setDocumentation(parameter.documentation());
        }
        return resource;
    }
}
