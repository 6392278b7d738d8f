// Made by `npm run types` from docs/openapi-*.json: change the code of the service, not this.
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * AcquirerStatus
         * @description How this process stands.
         */
        AcquirerStatus: {
            /** Collection */
            collection: string;
            /** Site */
            site: string;
            /** Holds */
            holds: string[];
            /** Looks */
            looks: number;
            /** Failed Looks */
            failed_looks: number;
            /** Bytes */
            bytes: number;
            /** Failures */
            failures: {
                [key: string]: number;
            };
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
         * FeedRow
         * @description A feed, and how its last look ended.
         */
        FeedRow: {
            /** Feed */
            feed: string;
            /** Path */
            path: string;
            /** Into */
            into: string;
            /**
             * Looks
             * @default
             */
            looks?: string;
            /** Next Look At */
            next_look_at?: string | null;
            /** Looked At */
            looked_at?: string | null;
            /** Well At */
            well_at?: string | null;
            /**
             * Entries
             * @default 0
             */
            entries?: number;
            /**
             * Files
             * @default 0
             */
            files?: number;
            /**
             * Blame
             * @default
             */
            blame?: string;
            /**
             * Error
             * @default
             */
            error?: string;
            /**
             * Odd
             * @default []
             */
            odd?: string[];
            /** Granules */
            granules: {
                [key: string]: number;
            };
            /**
             * Saved
             * @default false
             */
            saved?: boolean;
        };
        /**
         * FeedSettings
         * @description A feed as it is set.
         */
        FeedSettings: {
            /** Feed */
            feed: string;
            /** Settings */
            settings: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /** Saved */
            saved: boolean;
            /** Version */
            version: number;
            /**
             * Refused
             * @default
             */
            refused?: string;
        };
        /**
         * GranuleAnswer
         * @description One granule with its files.
         */
        GranuleAnswer: {
            /** Feed */
            feed: string;
            /** Granule */
            granule: string;
            /** Status */
            status: string;
            /**
             * Waits For
             * @default
             */
            waits_for?: string;
            /**
             * Blame
             * @default
             */
            blame?: string;
            /**
             * Detail
             * @default
             */
            detail?: string;
            /**
             * Tries
             * @default 0
             */
            tries?: number;
            /**
             * Bytes
             * @default 0
             */
            bytes?: number;
            /**
             * Checked By
             * @default
             */
            checked_by?: string;
            /**
             * First Seen
             * Format: date-time
             */
            first_seen: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            /**
             * Paths
             * @default []
             */
            paths?: string[];
            /**
             * Placed
             * @default []
             */
            placed?: string[];
            /**
             * Conversation
             * @default []
             */
            conversation?: string[];
        };
        /**
         * GranuleCount
         * @description Granules that have one value in common.
         */
        GranuleCount: {
            /** Key */
            key: string;
            /** Count */
            count: number;
            /** Published */
            published: number;
            /** Failed */
            failed: number;
            /** Bytes */
            bytes: number;
        };
        /**
         * GranuleName
         * @description Which granule: its name may hold any character.
         */
        GranuleName: {
            /** Feed */
            feed: string;
            /** Granule */
            granule: string;
        };
        /**
         * GranulePage
         * @description A page of granules.
         */
        GranulePage: {
            meta: components["schemas"]["PageMeta"];
            /**
             * Results
             * @default []
             */
            results?: components["schemas"]["GranuleRow"][];
        };
        /**
         * GranuleRow
         * @description One granule.
         */
        GranuleRow: {
            /** Feed */
            feed: string;
            /** Granule */
            granule: string;
            /** Status */
            status: string;
            /**
             * Waits For
             * @default
             */
            waits_for?: string;
            /**
             * Blame
             * @default
             */
            blame?: string;
            /**
             * Detail
             * @default
             */
            detail?: string;
            /**
             * Tries
             * @default 0
             */
            tries?: number;
            /**
             * Bytes
             * @default 0
             */
            bytes?: number;
            /**
             * Checked By
             * @default
             */
            checked_by?: string;
            /**
             * First Seen
             * Format: date-time
             */
            first_seen: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
        };
        /**
         * GranuleStatistics
         * @description Granules that fit, by the values of one field: the most frequent first.
         */
        GranuleStatistics: {
            /** Field */
            field: string;
            /** Count */
            count: number;
            /**
             * Results
             * @default []
             */
            results?: components["schemas"]["GranuleCount"][];
        };
        /**
         * GranulesBy
         * @description What granules are counted by.
         * @enum {string}
         */
        GranulesBy: "feed" | "status" | "blame" | "checked_by";
        JsonValue: unknown;
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
         * PageMeta
         * @description What a page is of.
         */
        PageMeta: {
            /** Count */
            count: number;
            /** Limit */
            limit: number;
            /** Page */
            page: number;
        };
        /**
         * ProviderRow
         * @description A provider, with its feeds.
         */
        ProviderRow: {
            /** Provider */
            provider: string;
            /** Url */
            url: string;
            /** Connections */
            connections: number;
            /** Connected */
            connected: number;
            /** Paused */
            paused: boolean;
            /** Held */
            held: boolean;
            /**
             * Feeds
             * @default []
             */
            feeds?: components["schemas"]["FeedRow"][];
            /**
             * Saved
             * @default false
             */
            saved?: boolean;
        };
        /**
         * ProviderSettings
         * @description A provider as it is set.
         */
        ProviderSettings: {
            /** Provider */
            provider: string;
            /** Settings */
            settings: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /** Saved */
            saved: boolean;
            /** Version */
            version: number;
            /** Paused */
            paused: boolean;
            /**
             * Refused
             * @default
             */
            refused?: string;
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
         * Reconciliation
         * @description A provider's last whole listing against the files of the site.
         */
        Reconciliation: {
            /** Feed */
            feed: string;
            /** Listed At */
            listed_at: string | null;
            /** Exact Sizes */
            exact_sizes: boolean;
            /** Counts */
            counts: {
                [key: string]: number;
            };
            /**
             * Rows
             * @default []
             */
            rows?: components["schemas"]["ReconciliationRow"][];
            /**
             * Rows Left Off
             * @default 0
             */
            rows_left_off?: number;
        };
        /**
         * ReconciliationRow
         * @description One place of the collection, and how it stands to the provider.
         */
        ReconciliationRow: {
            /** Agreement */
            agreement: string;
            /** Path */
            path: string;
            /**
             * Provider Path
             * @default
             */
            provider_path?: string;
            /** Provider Size */
            provider_size?: number | null;
            /** Size */
            size?: number | null;
            /**
             * Fetched
             * @default
             */
            fetched?: string;
            /**
             * Checked By
             * @default
             */
            checked_by?: string;
            /**
             * Content
             * @default
             */
            content?: string;
        };
        /**
         * RefusedRow
         * @description A provider or a feed that was saved, and that this acquirer does not follow.
         */
        RefusedRow: {
            /** What */
            what: string;
            /** Name */
            name: string;
            /** Reason */
            reason: string;
        };
        /**
         * Problem
         * @description Body of an error.
         */
        Problem: {
            /**
             * Type
             * @default about:blank
             */
            type?: string;
            /**
             * Title
             * @default
             */
            title?: string;
            /**
             * Status
             * @default 0
             */
            status?: number;
            /**
             * Detail
             * @default
             */
            detail?: string;
        };
    };
    responses: {
        /** @description The request is no HTTP of ours. */
        "malformed-request": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    type?: "urn:spicerack:problem:malformed-request";
                    /** @constant */
                    status?: 400;
                };
            };
        };
        /** @description A valid token is needed. */
        unauthenticated: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    type?: "urn:spicerack:problem:unauthenticated";
                    /** @constant */
                    status?: 401;
                };
            };
        };
        /** @description The caller may not, its link has ended, or a web page asked. */
        forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    type?: "urn:spicerack:problem:forbidden";
                    /** @constant */
                    status?: 403;
                };
            };
        };
        /** @description What was named is not there. */
        "not-found": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    type?: "urn:spicerack:problem:not-found";
                    /** @constant */
                    status?: 404;
                };
            };
        };
        /** @description The body did not arrive in time. */
        "too-slow": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    type?: "urn:spicerack:problem:too-slow";
                    /** @constant */
                    status?: 408;
                };
            };
        };
        /** @description It cannot be done as things are. */
        refused: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    type?: "urn:spicerack:problem:refused";
                    /** @constant */
                    status?: 409;
                };
            };
        };
        /** @description What stands there is not what the request's conditions name. */
        changed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    type?: "urn:spicerack:problem:changed";
                    /** @constant */
                    status?: 412;
                };
            };
        };
        /** @description The body is larger than this path takes. */
        "too-large": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    type?: "urn:spicerack:problem:too-large";
                    /** @constant */
                    status?: 413;
                };
            };
        };
        /** @description The body is of a kind that this path does not take. */
        "media-type": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    type?: "urn:spicerack:problem:media-type";
                    /** @constant */
                    status?: 415;
                };
            };
        };
        /** @description `Host` names no name of this service. */
        misdirected: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    type?: "urn:spicerack:problem:misdirected";
                    /** @constant */
                    status?: 421;
                };
            };
        };
        /** @description The request is out of form. */
        malformed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    type?: "urn:spicerack:problem:malformed";
                    /** @constant */
                    status?: 422;
                };
            };
        };
        /** @description Ask again after `Retry-After` seconds. */
        "too-many": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    type?: "urn:spicerack:problem:too-many";
                    /** @constant */
                    status?: 429;
                };
            };
        };
        /** @description A fault of this service; its log says more. */
        internal: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    type?: "urn:spicerack:problem:internal";
                    /** @constant */
                    status?: 500;
                };
            };
        };
        /** @description Not now; ask again after `Retry-After` seconds. */
        unavailable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    type?: "urn:spicerack:problem:unavailable";
                    /** @constant */
                    status?: 503;
                };
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
