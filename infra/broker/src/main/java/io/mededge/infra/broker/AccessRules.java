package io.mededge.infra.broker;

import io.mededge.model.topic.DeviceTopic;
import io.mededge.model.topic.DeviceTopic.Direction;
import io.mededge.model.topic.DeviceTopic.Verb;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** What one client may do, generated from the topic grammar; whatever is not listed is denied. */
record AccessRules(List<TopicFilter> publish, List<TopicFilter> subscribe) {

    static AccessRules of(Client client) {
        if (client instanceof Client.Gateway gateway) {
            var local = "local/" + gateway.place().facility() + "/#";
            return new AccessRules(
                    filters(Direction.UP, verb -> DeviceTopic.filter(gateway.place(), verb), local),
                    filters(Direction.DOWN, verb -> DeviceTopic.filter(gateway.place(), verb), local));
        }
        if (client instanceof Client.Regional regional) {
            var own = "regional/" + regional.region() + "/#";
            return new AccessRules(
                    filters(Direction.DOWN, verb -> DeviceTopic.filter(regional.region(), verb), own),
                    filters(Direction.UP, verb -> DeviceTopic.filter(regional.region(), verb), own));
        }
        if (client instanceof Client.Observer) {
            var everything = Stream.of("devices/#", "local/#", "regional/#", "global/#");
            return new AccessRules(List.of(), everything.map(TopicFilter::of).toList());
        }
        return new AccessRules(List.of(), List.of());
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

    private static List<TopicFilter> filters(Direction direction, Function<Verb, String> filter, String also) {
        var filters = new ArrayList<TopicFilter>();
        for (var verb : Verb.values()) {
            if (verb.direction() == direction) {
                filters.add(TopicFilter.of(filter.apply(verb)));
            }
        }
        filters.add(TopicFilter.of(also));
        return List.copyOf(filters);
    }
}
