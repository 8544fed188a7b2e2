package io.deviceingest.console.devices;

/** The status of a device with its cause. */
enum DeviceState {
    NONE(null, null),
    ONLINE("online", "message"),
    OFFLINE("offline", "message"),
    SILENT("offline", "silence");

    private final String status;
    private final String cause;

    DeviceState(String status, String cause) {
        this.status = status;
        this.cause = cause;
    }

    static DeviceState of(String status, String cause) {
        if (status == null) {
            return NONE;
        }
        if (status.equals("online")) {
            return ONLINE;
        }
        return "silence".equals(cause) ? SILENT : OFFLINE;
    }

    String status() {
        return status;
    }

    String cause() {
        return cause;
    }
}
