package dev.weir.source;

import com.fasterxml.jackson.databind.node.DoubleNode;
import java.nio.ByteBuffer;
import java.util.Map;

/** A decoder as others would add one: found by its entry under {@code META-INF/services}. */
public final class SensorDecoder implements PayloadDecoder {
    static final String TYPE = "application/x-sensor";

    @Override
    public boolean reads(String mediaType) {
        return mediaType.equals(TYPE);
    }

    @Override
    public Payload decode(byte[] body, String contentType, Map<String, Object> properties) {
        if (properties.containsKey("broken")) {
            throw new IllegalStateException("no calibration");
        }
        return body.length == Double.BYTES
                ? new Payload.Value(DoubleNode.valueOf(ByteBuffer.wrap(body).getDouble()))
                : new Payload.Malformed("expected 8 bytes, but there are " + body.length);
    }
}
