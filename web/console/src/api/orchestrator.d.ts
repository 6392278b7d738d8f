// Made by `npm run types` from docs/openapi-*.json: change the code of the service, not this.
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * BusAnswer
         * @description The bus, as an orchestrator saw it a moment ago; empty where it could not be looked at.
         */
        BusAnswer: {
            /** Streams */
            streams: components["schemas"]["StreamRow"][];
            /** Consumers */
            consumers: components["schemas"]["ConsumerRow"][];
        };
        /**
         * CollectionStatus
         * @description A collection that this orchestrator works for.
         */
        CollectionStatus: {
            /** Collection */
            collection: string;
            /** Revision */
            revision: number;
            /** Active */
            active: number;
            /** Lost */
            lost: string[];
            /**
             * Refused
             * @default []
             */
            refused?: components["schemas"]["RefusedPath"][];
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
         * ConsumerRow
         * @description One durable consumer.
         */
        ConsumerRow: {
            /** Stream */
            stream: string;
            /** Name */
            name: string;
            /** Pending */
            pending: number;
            /** In Flight */
            in_flight: number;
            /** Redelivered */
            redelivered: number;
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
         * OrchestratorStatus
         * @description What an orchestrator works on.
         */
        OrchestratorStatus: {
            /** Collections */
            collections: components["schemas"]["CollectionStatus"][];
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
         * RefusedPath
         * @description One path that a site asks for, and whose file system refuses it.
         */
        RefusedPath: {
            /** Site */
            site: string;
            /** Path */
            path: string;
            /** Reason */
            reason: string;
            /** Detail */
            detail: string;
        };
        /**
         * StreamRow
         * @description One stream, or the stream under a bucket.
         */
        StreamRow: {
            /** Name */
            name: string;
            /** Messages */
            messages: number;
            /** Bytes */
            bytes: number;
            /** Bytes Max */
            bytes_max?: number | null;
            /** First At */
            first_at?: string | null;
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
