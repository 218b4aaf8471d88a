package io.mededge.infra.broker;

import io.mededge.model.id.DeviceId;
import io.mededge.model.id.FacilityId;
import io.mededge.model.topic.DeviceTopic;
import io.mededge.model.topic.DeviceTopic.Direction;
import io.mededge.model.topic.LocalTopic;
import io.mededge.model.topic.LocalTopic.Party;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** What one client may do, generated from the topic grammar; whatever is not listed is denied. */
record AccessRules(List<TopicFilter> publish, List<TopicFilter> subscribe) {

    static AccessRules of(Client client) {
        if (client instanceof Client.Gateway gateway) {
            var place = gateway.place();
            var local = ofFacility(place.facility(), Party.GATEWAY);
            return new AccessRules(
                    and(verbs(Direction.UP, verb -> DeviceTopic.filter(place, verb)), local.publish()),
                    and(verbs(Direction.DOWN, verb -> DeviceTopic.filter(place, verb)), local.subscribe()));
        }
        if (client instanceof Client.Regional regional) {
            var region = regional.region();
            var own = List.of(TopicFilter.of("regional/" + region + "/#"));
            return new AccessRules(
                    and(verbs(Direction.DOWN, verb -> DeviceTopic.filter(region, verb)), own),
                    and(verbs(Direction.UP, verb -> DeviceTopic.filter(region, verb)), own));
        }
        if (client instanceof Client.Machine machine) {
            return ofMachine(machine.facility(), machine.device());
        }
        if (client instanceof Client.Bedside bedside) {
            return ofFacility(bedside.facility(), Party.BEDSIDE);
        }
        if (client instanceof Client.Observer) {
            var everything = Stream.of("devices/#", "local/#", "regional/#", "global/#");
            return new AccessRules(List.of(), everything.map(TopicFilter::of).toList());
        }
        return new AccessRules(List.of(), List.of());
    }

    private static AccessRules ofFacility(FacilityId facility, Party party) {
        return local(party, verb -> LocalTopic.filter(facility, verb));
    }

    private static AccessRules ofMachine(FacilityId facility, DeviceId device) {
        return local(Party.MACHINE, verb -> new LocalTopic(facility, device, verb).path());
    }

    private static AccessRules local(Party party, Function<LocalTopic.Verb, String> filter) {
        var verbs = LocalTopic.Verb.values();
        return new AccessRules(
                filters(Arrays.stream(verbs).filter(verb -> verb.speaker() == party), filter),
                filters(Arrays.stream(verbs).filter(verb -> verb.listener() == party), filter));
    }

    boolean mayPublish(String topic) {
        return anyCovers(publish, topic);
    }

    boolean maySubscribe(String filter) {
        return anyCovers(subscribe, filter);
    }

    private static boolean anyCovers(List<TopicFilter> granted, String wanted) {
        var filter = TopicFilter.of(wanted);
        return granted.stream().anyMatch(grant -> grant.covers(filter));
    }

    private static List<TopicFilter> verbs(Direction direction, Function<DeviceTopic.Verb, String> filter) {
        return filters(Arrays.stream(DeviceTopic.Verb.values()).filter(verb -> verb.direction() == direction), filter);
    }

    private static <V> List<TopicFilter> filters(Stream<V> verbs, Function<V, String> filter) {
        return verbs.map(filter).map(TopicFilter::of).toList();
    }

    private static List<TopicFilter> and(List<TopicFilter> some, List<TopicFilter> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }
}
