package dev.weir.local.amqp;

/** Format codes and section descriptors of AMQP 1.0 (parts 1.6 and 3.2), as far as the local services write them. */
final class EncodedCodes {
    static final int NULL = 0x40;
    static final int TRUE = 0x41;
    static final int FALSE = 0x42;
    static final int UINT_0 = 0x43;
    static final int LIST_0 = 0x45;
    static final int SMALL_UINT = 0x52;
    static final int SMALL_ULONG = 0x53;
    static final int SMALL_LONG = 0x55;
    static final int BOOLEAN = 0x56;
    static final int UINT = 0x70;
    static final int INT = 0x71;
    static final int ULONG = 0x80;
    static final int LONG = 0x81;
    static final int TIMESTAMP = 0x83;
    static final int UUID = 0x98;
    static final int BINARY_8 = 0xA0;
    static final int STRING_8 = 0xA1;
    static final int SYMBOL_8 = 0xA3;
    static final int BINARY_32 = 0xB0;
    static final int STRING_32 = 0xB1;
    static final int SYMBOL_32 = 0xB3;
    static final int LIST_8 = 0xC0;
    static final int MAP_8 = 0xC1;
    static final int LIST_32 = 0xD0;
    static final int MAP_32 = 0xD1;
    static final int ARRAY_32 = 0xF0;

    private EncodedCodes() {}
}
