package io.deviceingest.supplychain;

import java.lang.module.ModuleDescriptor.Version;

/** A library in one version, by its Maven coordinates. */
record Library(String group, String artifact, String version) {

    /** As Maven names its jar. */
    String jar() {
        return artifact + "-" + version + ".jar";
    }

    boolean isOlderThan(String minimum) {
        return Version.parse(version).compareTo(Version.parse(minimum)) < 0;
    }

    String coordinates() {
        return group + ":" + artifact;
    }
}
