package dev.weir.local.amqp;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.codec.CodecFactory;
import org.apache.qpid.protonj2.codec.DecodeException;
import org.apache.qpid.protonj2.codec.DecoderState;
import org.apache.qpid.protonj2.codec.DescribedTypeDecoder;
import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.UnsignedLong;
import org.apache.qpid.protonj2.types.messaging.Modified;
import org.apache.qpid.protonj2.types.messaging.Rejected;
import org.apache.qpid.protonj2.types.transport.DeliveryState;
import org.apache.qpid.protonj2.types.transport.ErrorCondition;

/**
 * Decodes the outcomes that carry properties for a message, rejected and modified, and leaves the properties' values
 * {@linkplain EncodedValue encoded}: protonj2's own decoder makes a long of a timestamp, and the message that the
 * properties go to would lose their types.
 *
 * @param <T> the outcome
 */
abstract class OutcomeDecoder<T extends DeliveryState> implements DescribedTypeDecoder<T> {
    private static final int MAX_LENGTH = 1 << 20; // More than a frame holds.
    private static final Symbol NO_CONDITION = Symbol.valueOf("");

    private static boolean registered;

    private final Class<T> type;
    private final UnsignedLong code;
    private final Symbol symbol;

    private OutcomeDecoder(Class<T> type, UnsignedLong code, Symbol symbol) {
        this.type = type;
        this.code = code;
        this.symbol = symbol;
    }

    /**
     * Puts the decoders in place of protonj2's, once for this process: the codec is shared by all its engines. It is made when
     * it is first asked for, without a lock, so this must be done before there is any engine.
     */
    static synchronized void register() {
        if (!registered) {
            registered = true;
            CodecFactory.getDecoder().registerDescribedTypeDecoder(new OfRejected());
            CodecFactory.getDecoder().registerDescribedTypeDecoder(new OfModified());
        }
    }

    abstract T read(EncodedReader list, int elements, byte[] bytes);

    @Override
    public T readValue(ProtonBuffer buffer, DecoderState state) throws DecodeException {
        byte[] bytes = new byte[encodedLength(buffer)];
        if (bytes.length > buffer.getReadableBytes()) {
            throw new DecodeException("an outcome is longer than its frame");
        }
        buffer.readBytes(bytes, 0, bytes.length);
        try {
            EncodedReader list = new EncodedReader(bytes, 0, bytes.length);
            return read(list, list.enterList(), bytes);
        } catch (MalformedValueException e) {
            throw new DecodeException(e.getMessage(), e);
        }
    }

    private static int encodedLength(ProtonBuffer buffer) throws DecodeException {
        int start = buffer.getReadOffset();
        int code = buffer.getByte(start) & 0xFF;
        int length = switch (code) {
            case EncodedCodes.LIST_0 -> 1;
            case EncodedCodes.LIST_8 -> 2 + (buffer.getByte(start + 1) & 0xFF);
            case EncodedCodes.LIST_32 -> 5 + Math.min(buffer.getInt(start + 1), MAX_LENGTH);
            default -> -1;
        };
        if (length < 1) {
            throw new DecodeException("an outcome must be a list");
        }
        return length;
    }

    @Override
    public void skipValue(ProtonBuffer buffer, DecoderState state) throws DecodeException {
        readValue(buffer, state);
    }

    @Override
    public int readSize(ProtonBuffer buffer, DecoderState state) {
        return state.getDecoder().readNextTypeDecoder(buffer, state).readSize(buffer, state);
    }

    @Override
    public T[] readArrayElements(ProtonBuffer buffer, DecoderState state, int count) throws DecodeException {
        throw new DecodeException("arrays of outcomes are not supported");
    }

    static Map<Symbol, Object> encodedMap(EncodedReader reader, byte[] bytes) {
        int count = reader.enterMap();
        Map<Symbol, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < count; i += 2) {
            String key = reader.readText().orElseThrow(() -> new MalformedValueException("a key is no text"));
            int from = reader.position();
            reader.skip();
            map.put(Symbol.valueOf(key), EncodedValue.copyOf(bytes, from, reader.position()));
        }
        return map;
    }

    @Override
    public Class<T> getTypeClass() {
        return type;
    }

    @Override
    public UnsignedLong getDescriptorCode() {
        return code;
    }

    @Override
    public Symbol getDescriptorSymbol() {
        return symbol;
    }

    @Override
    public boolean isPrimitive() {
        return false;
    }

    @Override
    public boolean isArrayType() {
        return false;
    }

    @Override
    public boolean isNull() {
        return false;
    }

    private static final class OfRejected extends OutcomeDecoder<Rejected> {
        OfRejected() {
            super(Rejected.class, Rejected.DESCRIPTOR_CODE, Rejected.DESCRIPTOR_SYMBOL);
        }

        @Override
        Rejected read(EncodedReader list, int elements, byte[] bytes) {
            if (elements == 0 || list.isNull()) {
                return new Rejected();
            }
            list.readDescriptor();
            int fields = list.enterList();
            Symbol condition = fields > 0 ? list.readText().map(Symbol::valueOf).orElse(NO_CONDITION) : NO_CONDITION;
            String description = fields > 1 ? list.readText().orElse("") : "";
            Map<Symbol, Object> info = fields > 2 ? encodedMap(list, bytes) : Map.of();
            return new Rejected(new ErrorCondition(condition, description, info));
        }
    }

    private static final class OfModified extends OutcomeDecoder<Modified> {
        OfModified() {
            super(Modified.class, Modified.DESCRIPTOR_CODE, Modified.DESCRIPTOR_SYMBOL);
        }

        @Override
        Modified read(EncodedReader list, int elements, byte[] bytes) {
            boolean failed = elements > 0 && list.readFlag();
            boolean elsewhere = elements > 1 && list.readFlag();
            Map<Symbol, Object> annotations = elements > 2 ? encodedMap(list, bytes) : Map.of();
            return new Modified(failed, elsewhere, annotations);
        }
    }
}
