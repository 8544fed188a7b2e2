package io.deviceingest.lint;

import java.util.Locale;

/** What files of a site must keep to; docs/lint.md explains each. */
public enum RuleId {
    YAML(true),
    SCHEMA(false),
    BUILD(true),
    FORM(false),
    ID(false),
    DESCRIPTION(false),
    GROUP(false),
    SIZE(false),
    COMPONENT(true),
    PLACEHOLDER(true),
    VARIABLES(false),
    REASON(false),
    ERRORS(false),
    CHOICE(true),
    END(true),
    VALUES(true),
    SECRET(false),
    ADDRESS(false),
    FILE(true),
    UNUSED(false),
    MAPPING(true),
    HEAD(false),
    COMMENT(false),
    MARKS(true),
    PARAMETERS(true),
    DATABASE(false),
    CASE(false),
    CASES(false);

    private final boolean dangerous;

    RuleId(boolean dangerous) {
        this.dangerous = dangerous;
    }

    /** Whether messages can be lost, held or mixed up where it is broken: an edit that does so is not applied. */
    public boolean isDangerous() {
        return dangerous;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
