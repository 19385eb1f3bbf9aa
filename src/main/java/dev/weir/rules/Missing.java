package dev.weir.rules;

import java.util.function.Supplier;

/**
 * The value of an expression that asks for a field which the event has not.
 *
 * @param text says what is missing; asked only where it is reported, since conditions miss fields all the time
 */
record Missing(Supplier<String> text) {

    /** What is missing: {@code the event has no field 'data.run_id'}. */
    String description() {
        return text.get();
    }
}
