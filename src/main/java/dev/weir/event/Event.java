package dev.weir.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * One event: CloudEvents attributes, properties and JSON data. Texts are empty where the event has none.
 *
 * @param origin where its delivery came from
 * @param index its place in the delivery, from 0
 * @param id the CloudEvents id, or the message's
 * @param type the CloudEvents type, or the message's subject; never empty
 * @param source the CloudEvents source: a URI reference, not the configured source's name
 * @param subject the CloudEvents subject
 * @param time the CloudEvents time, as it was written (RFC 3339)
 * @param properties application properties and CloudEvents extension attributes: text, numbers, booleans
 * @param data the payload; not to be changed
 */
public record Event(
        Origin origin,
        int index,
        String id,
        String type,
        String source,
        String subject,
        String time,
        Map<String, Object> properties,
        JsonNode data) {}
