package dev.weir.local.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.local.servicebus.EntitySettings;
import dev.weir.local.servicebus.QueueCounts;
import dev.weir.local.servicebus.SessionDescription;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What queues and subscriptions have in common, in JSON. */
final class EntityJson {
    private EntityJson() {}

    /** How it delivers, and what it holds. */
    static ObjectNode write(String name, EntitySettings settings, QueueCounts counts) {
        ObjectNode json = Json.object()
                .put("name", name)
                .put("lockDuration", settings.lockDuration().toString())
                .put("maxDeliveryCount", settings.maxDeliveryCount())
                .put("requiresSession", settings.requiresSession())
                .put("deadLetteringOnExpiration", settings.deadLetteringOnExpiration());
        timeToLive(json, settings.defaultTimeToLive());
        settings.forwardTo().ifPresent(target -> json.put("forwardTo", target));
        settings.forwardDeadLettersTo().ifPresent(target -> json.put("forwardDeadLettersTo", target));
        return json.set("counts", counts(counts));
    }

    /** Left out where it has no end. */
    static void timeToLive(ObjectNode json, Duration timeToLive) {
        if (!timeToLive.equals(EntitySettings.FOREVER)) {
            json.put("defaultTimeToLive", timeToLive.toString());
        }
    }

    private static ObjectNode counts(QueueCounts counts) {
        return Json.object()
                .put("active", counts.active())
                .put("locked", counts.locked())
                .put("deferred", counts.deferred())
                .put("scheduled", counts.scheduled())
                .put("deadLettered", counts.deadLettered())
                .put("transferDeadLettered", counts.transferDeadLettered());
    }

    static ArrayNode sessions(List<SessionDescription> sessions) {
        ArrayNode json = Json.array();
        for (SessionDescription session : sessions) {
            ObjectNode object = json.addObject()
                    .put("id", session.id())
                    .put("active", session.active())
                    .put("locked", session.locked())
                    .put("stateBytes", session.stateBytes());
            session.lockedUntil().ifPresent(until -> object.put("lockedUntil", until.toString()));
        }
        return json;
    }

    /** The settings that a client wants, Azure's defaults where it says nothing. */
    static EntitySettings read(Fields fields) throws Rejection {
        EntitySettings usual = EntitySettings.defaults();
        Optional<Duration> lock = fields.duration("lockDuration");
        Optional<Duration> timeToLive = fields.duration("defaultTimeToLive");
        return new EntitySettings(
                lock.orElse(usual.lockDuration()),
                fields.integer("maxDeliveryCount", usual.maxDeliveryCount()),
                fields.flag("requiresSession", false),
                timeToLive.orElse(usual.defaultTimeToLive()),
                fields.flag("deadLetteringOnExpiration", false),
                fields.optionalText("forwardTo"),
                fields.optionalText("forwardDeadLettersTo"));
    }
}
