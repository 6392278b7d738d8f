// Made by `npm run types` from docs/openapi-*.json: change the code of the service, not this.
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * ArchiveRequest
         * @description What an archive shall hold: at least one of paths, prefix and glob.
         *
         *     Nothing else is taken: with a mistyped `at` it would hold other files than were meant.
         */
        ArchiveRequest: {
            /**
             * Paths
             * @default []
             */
            paths?: string[];
            /** Prefix */
            prefix?: string | null;
            /** Glob */
            glob?: string | null;
            /** At */
            at?: string | null;
            /**
             * Format
             * @default zip
             * @enum {string}
             */
            format?: "zip" | "tar";
        };
        /**
         * CallerAnswer
         * @description Who asks a gateway, and what it may there.
         */
        CallerAnswer: {
            /** Name */
            name: string;
            /** Known */
            known: boolean;
            /** Collection */
            collection: string;
            /** Site */
            site: string;
            /** Scopes */
            scopes: components["schemas"]["Scope"][];
            /** Whole */
            whole: boolean;
            /** Lends */
            lends: boolean;
        };
        /**
         * ChangeRow
         * @description One change.
         */
        ChangeRow: {
            /** Id */
            id: string;
            state: components["schemas"]["ChangeState"];
            /**
             * Made At
             * Format: date-time
             */
            made_at: string;
            /** Revision */
            revision?: number | null;
            /**
             * Message
             * @default
             */
            message?: string;
            /**
             * Detail
             * @default
             */
            detail?: string;
            /** Paths */
            paths: components["schemas"]["ChangedRow"][];
        };
        /**
         * ChangeState
         * @description What became of a change.
         * @enum {string}
         */
        ChangeState: "waiting" | "committed" | "lost" | "superseded" | "failed";
        /**
         * ChangedRow
         * @description One path of a change.
         */
        ChangedRow: {
            /** Path */
            path: string;
            /** Kind */
            kind: string;
            /** Content */
            content?: string | null;
            /** Conflict Copy */
            conflict_copy?: string | null;
        };
        /**
         * CommitAsked
         * @description Changes that belong together: all of them are committed, or none.
         */
        CommitAsked: {
            /**
             * Message
             * @default
             */
            message?: string;
            /** Changes */
            changes: (components["schemas"]["PutAsked"] | components["schemas"]["DeleteAsked"] | components["schemas"]["CopyAsked"])[];
        };
        /**
         * CommitEvent
         * @description What one commit changed, as far as the caller sees it.
         */
        CommitEvent: {
            /** Revision */
            revision: number;
            /** Changes */
            changes: components["schemas"]["FileRow"][];
            /**
             * More
             * @default false
             */
            more?: boolean;
            /**
             * By
             * @default []
             */
            by?: string[];
        };
        /**
         * CommitPage
         * @description A page of the log, newest first.
         */
        CommitPage: {
            /** Collection */
            collection: string;
            /** Revision */
            revision: number;
            /** Commits */
            commits: components["schemas"]["CommitRow"][];
            /** Next */
            next: number | null;
            /**
             * Skipped
             * @default 0
             */
            skipped?: number;
        };
        /**
         * CommitRow
         * @description One commit of the log.
         */
        CommitRow: {
            /** Revision */
            revision: number;
            /** Site */
            site: string;
            /**
             * Made At
             * Format: date-time
             */
            made_at: string;
            /** Put */
            put: number;
            /** Deleted */
            deleted: number;
            /** Conflicts */
            conflicts: number;
            /** Already */
            already: number;
            /** Refused */
            refused: number;
            /**
             * Message
             * @default
             */
            message?: string;
            /**
             * By
             * @default []
             */
            by?: string[];
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
         * CopyAsked
         * @description A file that a group copies, or moves, within the collection.
         */
        CopyAsked: {
            /** If Match */
            if_match?: string | null;
            /** If None Match */
            if_none_match?: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            do: "copy" | "move";
            /** From */
            from: string;
            /** To */
            to: string;
        };
        /**
         * DeleteAsked
         * @description A file that a group removes.
         */
        DeleteAsked: {
            /** If Match */
            if_match?: string | null;
            /** If None Match */
            if_none_match?: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            do: "delete";
            /** Path */
            path: string;
        };
        /**
         * DifferencePage
         * @description A page of what differs between two revisions, in the order of the paths. It may be empty.
         */
        DifferencePage: {
            /** Collection */
            collection: string;
            /** Earlier */
            earlier: number;
            /** Later */
            later: number;
            /** Differences */
            differences: components["schemas"]["DifferenceRow"][];
            /** Next */
            next: string | null;
        };
        /**
         * DifferenceRow
         * @description One path that is not the same at two revisions.
         */
        DifferenceRow: {
            /** Path */
            path: string;
            /** Difference */
            difference: string;
            before: components["schemas"]["FileRow"] | null;
            after: components["schemas"]["FileRow"] | null;
        };
        /**
         * FileDigests
         * @description Digests of one content, hexadecimal.
         */
        FileDigests: {
            /** Sha256 */
            sha256: string;
            /** Sha1 */
            sha1: string;
            /** Md5 */
            md5: string;
        };
        /**
         * FileFacts
         * @description All that is known of one path: what it was, newest first, and where its bytes are.
         */
        FileFacts: {
            /** Path */
            path: string;
            head: components["schemas"]["FileRow"];
            /** History */
            history: components["schemas"]["HistoryRow"][];
            /** Next */
            next?: number | null;
            digests?: components["schemas"]["FileDigests"] | null;
            /**
             * Sites
             * @default []
             */
            sites?: components["schemas"]["HolderRow"][];
        };
        /**
         * FileRow
         * @description One path of the tree, now or at one revision of its history.
         */
        FileRow: {
            /** Path */
            path: string;
            /** Kind */
            kind: string;
            /** Revision */
            revision: number;
            /** Content */
            content: string | null;
            /** Size */
            size: number;
            /**
             * Mtime
             * Format: date-time
             */
            mtime: string;
            /** Mode */
            mode: number;
            /** Author */
            author: string;
        };
        /**
         * Format
         * @description How an index is written.
         * @enum {string}
         */
        Format: "html" | "json";
        /**
         * HistoryRow
         * @description What a path was as of one revision.
         */
        HistoryRow: {
            /** Path */
            path: string;
            /** Kind */
            kind: string;
            /** Revision */
            revision: number;
            /** Content */
            content: string | null;
            /** Size */
            size: number;
            /**
             * Mtime
             * Format: date-time
             */
            mtime: string;
            /** Mode */
            mode: number;
            /** Author */
            author: string;
            /** Made At */
            made_at?: string | null;
            /**
             * By
             * @default
             */
            by?: string;
        };
        /**
         * HolderRow
         * @description A site, and whether the head's content is in place there.
         */
        HolderRow: {
            /** Site */
            site: string;
            /** Online */
            online: boolean;
            /** Holds */
            holds: boolean | null;
        };
        /**
         * LinkMade
         * @description A new link.
         */
        LinkMade: {
            /** Url */
            url: string;
            /** Link */
            link: string;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** By */
            by: string;
        };
        /**
         * LinkRequest
         * @description A link that is asked for.
         */
        LinkRequest: {
            /**
             * Paths
             * @default []
             */
            paths?: string[];
            /**
             * Patterns
             * @default []
             */
            patterns?: string[];
            /**
             * Methods
             * @default [
             *       "GET"
             *     ]
             */
            methods?: ("GET" | "PUT")[];
            /**
             * Seconds
             * @default 86400
             */
            seconds?: number;
            /** Network */
            network?: string | null;
            /**
             * Groups
             * @default []
             */
            groups?: string[];
        };
        /**
         * LinksRenewed
         * @description Every link of the collection has ended.
         */
        LinksRenewed: {
            /** Collection */
            collection: string;
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
         * LoginAnswer
         * @description Whether people can log in here, and where.
         */
        LoginAnswer: {
            place?: components["schemas"]["LoginPlace"] | null;
        };
        /**
         * LoginAsked
         * @description The code that a person came back with.
         */
        LoginAsked: {
            /** Code */
            code: string;
            /** Verifier */
            verifier: string;
            /** Redirect */
            redirect: string;
        };
        /**
         * LoginPlace
         * @description Where a person logs in.
         */
        LoginPlace: {
            /** Authorize */
            authorize: string;
            /** Client */
            client: string;
            /** Scope */
            scope: string;
        };
        /**
         * MoveAsked
         * @description What is to be moved, or copied.
         */
        MoveAsked: {
            /** From */
            from: string;
            /** To */
            to: string;
            /**
             * Overwrite
             * @default false
             */
            overwrite?: boolean;
        };
        /**
         * OverviewAnswer
         * @description The rack, as the gateway that answers has heard of it.
         */
        OverviewAnswer: {
            /** Collection */
            collection: string;
            /** Site */
            site: string;
            /** Revision */
            revision: number;
            /** Files */
            files: number;
            /** Bytes */
            bytes: number;
            /** Every Collection */
            every_collection: boolean;
            /** Replicas */
            replicas: components["schemas"]["ReplicaRow"][];
            /** Services */
            services: components["schemas"]["ServiceStatus"][];
            transfers: components["schemas"]["TransferStatus"];
            /**
             * Disks
             * @default []
             */
            disks?: components["schemas"]["SiteDisk"][];
            /**
             * Flows
             * @default []
             */
            flows?: components["schemas"]["SiteFlow"][];
        };
        /**
         * OverviewChange
         * @description What differs from what a follower was told before.
         */
        OverviewChange: {
            /**
             * Replicas
             * @default []
             */
            replicas?: components["schemas"]["ReplicaRow"][];
            /**
             * Gone
             * @default []
             */
            gone?: [
                string,
                string
            ][];
            /** Services */
            services?: components["schemas"]["ServiceStatus"][] | null;
            transfers?: components["schemas"]["TransferStatus"] | null;
            /** Disks */
            disks?: components["schemas"]["SiteDisk"][] | null;
            /** Flows */
            flows?: components["schemas"]["SiteFlow"][] | null;
            /** Revision */
            revision: number;
            /** Files */
            files: number;
            /** Bytes */
            bytes: number;
        };
        /**
         * PauseRow
         * @description One pause.
         */
        PauseRow: {
            /** Site */
            site: string | null;
            /**
             * Since
             * Format: date-time
             */
            since: string;
            /** By */
            by: string;
        };
        /**
         * PutAsked
         * @description A file of a group, whose bytes were uploaded.
         */
        PutAsked: {
            /** If Match */
            if_match?: string | null;
            /** If None Match */
            if_none_match?: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            do: "put";
            /** Path */
            path: string;
            /** Upload */
            upload: string;
            /**
             * Link
             * @default false
             */
            link?: boolean;
        };
        /**
         * RackHistory
         * @description The last hour of a rack, as the gateway that answers has heard of it since it started.
         */
        RackHistory: {
            /** Every Seconds */
            every_seconds: number;
            /** Moments */
            moments: components["schemas"]["RackMoment"][];
        };
        /**
         * RackMoment
         * @description What a rack did in the seconds before a moment, as the gateway that answers has heard of it.
         */
        RackMoment: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Sent Rate */
            sent_rate: number;
            /** Delay Seconds */
            delay_seconds?: number | null;
            /** Slowest Seconds */
            slowest_seconds?: number | null;
            /** Slowest Site */
            slowest_site?: string | null;
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
         * ReplicaRow
         * @description One collection at one site.
         */
        ReplicaRow: {
            /** Collection */
            collection: string;
            /** Site */
            site: string;
            /** Online */
            online: boolean;
            /** State */
            state: string;
            /**
             * Revision
             * @default 0
             */
            revision?: number;
            /**
             * Head
             * @default 0
             */
            head?: number;
            /**
             * Files
             * @default 0
             */
            files?: number;
            /**
             * Behind
             * @default 0
             */
            behind?: number;
            /**
             * Wanted Bytes
             * @default 0
             */
            wanted_bytes?: number;
            /** Oldest Change At */
            oldest_change_at?: string | null;
            scan?: components["schemas"]["ScanRow"] | null;
            /**
             * Conflicts
             * @default 0
             */
            conflicts?: number;
            /**
             * Receive Only
             * @default false
             */
            receive_only?: boolean;
            /** Hold */
            hold?: string | null;
            /**
             * Effect
             * @default []
             */
            effect?: string[];
            pause?: components["schemas"]["PauseRow"] | null;
            /**
             * Problems
             * @default []
             */
            problems?: string[];
            /**
             * Missing
             * @default []
             */
            missing?: string[];
            /**
             * Refusals
             * @default []
             */
            refusals?: string[];
            /**
             * Unpublished
             * @default 0
             */
            unpublished?: number;
            /**
             * Unpublished Shown
             * @default []
             */
            unpublished_shown?: string[];
            /** Quarantine */
            quarantine?: string[] | null;
        };
        /**
         * RuleWanted
         * @description Paths that shall be hidden until a time, but for groups.
         */
        RuleWanted: {
            /** Pattern */
            pattern: string;
            /** Public From */
            public_from?: string | null;
            /**
             * Groups
             * @default []
             */
            groups?: string[];
        };
        /**
         * RulesShown
         * @description The rules of a collection.
         */
        RulesShown: {
            /**
             * Anonymous
             * @default []
             */
            anonymous?: string[];
            /**
             * Anonymous All
             * @default false
             */
            anonymous_all?: boolean;
            /**
             * Hidden
             * @default []
             */
            hidden?: components["schemas"]["RuleWanted"][];
            /** Collection */
            collection: string;
            /**
             * Revision
             * @default 0
             */
            revision?: number;
        };
        /**
         * RulesWanted
         * @description Rules of access, in place of those that there are.
         */
        RulesWanted: {
            /**
             * Anonymous
             * @default []
             */
            anonymous?: string[];
            /**
             * Anonymous All
             * @default false
             */
            anonymous_all?: boolean;
            /**
             * Hidden
             * @default []
             */
            hidden?: components["schemas"]["RuleWanted"][];
        };
        /**
         * ScanRow
         * @description How far a site is in a look at its directory.
         */
        ScanRow: {
            /** Seen */
            seen: number;
            /** To Hash */
            to_hash: number;
        };
        /**
         * Scope
         * @description What a route lets its caller do.
         * @enum {string}
         */
        Scope: "read" | "write" | "admin" | "metrics";
        /**
         * SelectionPage
         * @description A page of a selection, in the order of the paths. It may be short, or empty, and still have a next.
         */
        SelectionPage: {
            /** Revision */
            revision: number;
            /** Files */
            files: components["schemas"]["FileRow"][];
            /** Next */
            next: string | null;
            /** Count */
            count?: number | null;
        };
        /**
         * ServiceStatus
         * @description One process that answers over HTTP.
         */
        ServiceStatus: {
            /** Service */
            service: string;
            /** Site */
            site: string | null;
            /** Url */
            url: string;
            /** State */
            state: string;
        };
        /**
         * SiteDisk
         * @description The room at one site.
         */
        SiteDisk: {
            /** Site */
            site: string;
            /** Free Bytes */
            free_bytes: number;
        };
        /**
         * SiteFlow
         * @description What travels from one site to another.
         */
        SiteFlow: {
            /** Source */
            source: string;
            /** Target */
            target: string;
            /** Bytes */
            bytes: number;
            /** Recent Bytes */
            recent_bytes: number;
            /** Active */
            active: number;
        };
        /**
         * TokenGiven
         * @description A token of the provider.
         */
        TokenGiven: {
            /** Token */
            token: string;
            /** Seconds */
            seconds: number;
        };
        /**
         * TokenList
         * @description Tokens, by name.
         */
        TokenList: {
            /** Tokens */
            tokens: components["schemas"]["TokenRow"][];
        };
        /**
         * TokenMade
         * @description A new token. Its text is here and nowhere else, ever.
         */
        TokenMade: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            scope: components["schemas"]["Scope"];
            /** Collection */
            collection: string;
            /**
             * Prefixes
             * @default []
             */
            prefixes?: string[];
            /**
             * Groups
             * @default []
             */
            groups?: string[];
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Created By */
            created_by: string;
            /** Expires At */
            expires_at?: string | null;
            /** Revoked At */
            revoked_at?: string | null;
            /** Revoked By */
            revoked_by?: string | null;
            /** Good */
            good: boolean;
            /** Token */
            token: string;
        };
        /**
         * TokenRequest
         * @description A token that is asked for.
         */
        TokenRequest: {
            /** Name */
            name: string;
            scope: components["schemas"]["Scope"];
            /** Collection */
            collection: string;
            /**
             * Prefixes
             * @default []
             */
            prefixes?: string[];
            /**
             * Groups
             * @default []
             */
            groups?: string[];
            /** Expires At */
            expires_at?: string | null;
        };
        /**
         * TokenRow
         * @description One token, as lists show it.
         */
        TokenRow: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            scope: components["schemas"]["Scope"];
            /** Collection */
            collection: string;
            /**
             * Prefixes
             * @default []
             */
            prefixes?: string[];
            /**
             * Groups
             * @default []
             */
            groups?: string[];
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Created By */
            created_by: string;
            /** Expires At */
            expires_at?: string | null;
            /** Revoked At */
            revoked_at?: string | null;
            /** Revoked By */
            revoked_by?: string | null;
            /** Good */
            good: boolean;
        };
        /**
         * TransferStatus
         * @description What moves, and what it has cost. Bytes.
         */
        TransferStatus: {
            /** Active */
            active: number;
            /** Sent Bytes */
            sent_bytes: number;
            /** Control Bytes */
            control_bytes: number;
            /** Full Bytes */
            full_bytes: number;
        };
        /**
         * UploadList
         * @description Uploads that are under way at one site, those first to which bytes came longest ago.
         */
        UploadList: {
            /** Count */
            count: number;
            /** Uploads */
            uploads: components["schemas"]["UploadRow"][];
        };
        /**
         * UploadRow
         * @description An upload.
         */
        UploadRow: {
            /** Id */
            id: string;
            /** Path */
            path: string | null;
            /** Offset */
            offset: number;
            /** Length */
            length: number | null;
            /** Complete */
            complete: boolean;
            /** Content */
            content?: string | null;
            change?: components["schemas"]["ChangeRow"] | null;
            /** Owner */
            owner?: string | null;
            /** Touched */
            touched?: string | null;
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
        /** @description `Allow` names the methods of this path. */
        method: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    type?: "urn:spicerack:problem:method";
                    /** @constant */
                    status?: 405;
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
        /** @description `Content-Range` says how many bytes there are. */
        range: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    type?: "urn:spicerack:problem:range";
                    /** @constant */
                    status?: 416;
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
        /** @description The disk of this site is full: its operator must act. */
        "no-space": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    type?: "urn:spicerack:problem:no-space";
                    /** @constant */
                    status?: 507;
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
