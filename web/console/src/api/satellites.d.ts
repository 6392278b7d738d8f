// Made by `npm run types` from docs/openapi-*.json: change the code of the service, not this.
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Allowed
         * @description Answer to a batch of questions, in the order of the detectors.
         */
        Allowed: {
            /** Visit Id */
            visit_id: number;
            /** Detectors */
            detectors: components["schemas"]["DetectorAllowed"][];
        };
        /**
         * Announced
         * @description Answer to an announcement.
         */
        Announced: {
            /** Visit Id */
            visit_id: number;
            /** Known */
            known: boolean;
        };
        /**
         * Condition
         * @description One thing that a ready process needs.
         */
        Condition: {
            /** Name */
            name: string;
            /** Holds */
            holds: boolean;
            /**
             * Reason
             * @default
             */
            reason?: string;
        };
        /**
         * DetectorAllowed
         * @description The sources of one detector that are certain to be clear of satellites.
         */
        DetectorAllowed: {
            /** Detector Id */
            detector_id: number;
            /** Allowed Ids */
            allowed_ids: number[];
        };
        /** HTTPValidationError */
        HTTPValidationError: {
            /** Detail */
            detail?: components["schemas"]["ValidationError"][];
        };
        /**
         * Liveness
         * @description Body of `/healthz`.
         */
        Liveness: {
            /**
             * Status
             * @enum {string}
             */
            status: "alive" | "stuck";
            /**
             * Stuck
             * @default []
             */
            stuck?: string[];
        };
        /**
         * Readiness
         * @description Body of `/readyz`.
         */
        Readiness: {
            /**
             * Status
             * @enum {string}
             */
            status: "ready" | "not ready";
            /** Conditions */
            conditions: components["schemas"]["Condition"][];
        };
        /**
         * SatellitesStatus
         * @description Body of /status.
         */
        SatellitesStatus: {
            /** Fresh */
            fresh: boolean;
            /** Reason */
            reason: string;
            /** Not Loaded */
            not_loaded: string[];
            /** Pair */
            pair: string;
            /** Kernel */
            kernel: string;
            /** Age Seconds */
            age_seconds: number | null;
            /** Element Sets */
            element_sets: number;
            /**
             * Earth Orientation Until
             * Format: date
             */
            earth_orientation_until: string;
            /**
             * Leap Seconds Until
             * Format: date
             */
            leap_seconds_until: string;
            /** Memory Locked */
            memory_locked: boolean;
            /** Undumpable */
            undumpable: boolean;
        };
        /** ValidationError */
        ValidationError: {
            /** Location */
            loc: (string | number)[];
            /** Message */
            msg: string;
            /** Error Type */
            type: string;
            /** Input */
            input?: unknown;
            /** Context */
            ctx?: Record<string, never>;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
