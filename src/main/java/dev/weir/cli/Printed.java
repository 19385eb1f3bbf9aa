package dev.weir.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintWriter;

/** How a command prints what it found: for people, or as JSON for programs. */
enum Printed {
    TEXT,
    JSON;

    /** Writes a report in this form. */
    void print(Report report, PrintWriter out) {
        if (this == TEXT) {
            out.print(report.text());
        } else {
            out.println(json(report.json()));
        }
        out.flush();
    }

    private static String json(Object value) {
        try {
            return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A report can't be written as JSON", e);
        }
    }

    /** What a command found. */
    interface Report {

        /** For people: lines, each ended. */
        String text();

        /** For programs: maps, lists, texts, numbers, and JSON nodes. */
        Object json();
    }
}
