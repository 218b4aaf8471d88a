package io.mededge.model.id;

/** A facility within its region. */
public record Place(RegionId region, FacilityId facility) {
    public static Place of(String region, String facility) {
        return new Place(new RegionId(region), new FacilityId(facility));
    }

    @Override
    public String toString() {
        return region + "/" + facility;
    }
}
