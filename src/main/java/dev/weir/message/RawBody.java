package dev.weir.message;

/** A message that is an update's data alone; {@code null} where the entity is gone. It holds one update. */
public final class RawBody implements BatchBody {
    private static final byte[] GONE = {'n', 'u', 'l', 'l'};

    private final int maxBytes;
    private byte[] body = {};
    private int updates;

    public RawBody(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    public boolean add(Outgoing update) {
        byte[] data = data(update.operation());
        if (updates > 0 || data.length > maxBytes) {
            return false;
        }
        body = data;
        updates++;
        return true;
    }

    private static byte[] data(Operation operation) {
        if (operation instanceof Operation.Set set) {
            return set.data();
        } else if (operation instanceof Operation.Merge merge) {
            return merge.data();
        } else if (operation instanceof Operation.Add add) {
            return add.items().get(0).data();
        }
        return GONE;
    }

    @Override
    public int size() {
        return updates;
    }

    @Override
    public byte[] toBytes() {
        return body;
    }
}
