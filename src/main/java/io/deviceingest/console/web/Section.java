package io.deviceingest.console.web;

/** The places of the console, in the order of the navigation. */
public enum Section {
    OVERVIEW("Overview", "/console/overview"),
    DEVICES("Devices", "/console/devices"),
    LETTERS("Dead letters", "/console/dead-letters"),
    ROUTES("Routes", "/console/routes"),
    CHECKS("Checks", "/console/checks");

    private final String title;
    private final String path;

    Section(String title, String path) {
        this.title = title;
        this.path = path;
    }

    public String title() {
        return title;
    }

    public String path() {
        return path;
    }
}
