// Made by `npm run types` from docs/openapi-*.json: change the code of the service, not this.
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * AccessSaid
         * @description What stands of the tokens and rules of access of a collection, by the names of orders about them.
         */
        AccessSaid: {
            /** Collection */
            collection: string;
            /** Rows */
            rows: components["schemas"]["SaidRow"][];
        };
        /**
         * CollectionStatus
         * @description One collection, everywhere.
         */
        CollectionStatus: {
            /** Collection */
            collection: string;
            /** Revision */
            revision: number;
            /** Files */
            files: number;
            /** Bytes */
            bytes: number;
            /** Sites */
            sites: components["schemas"]["SiteStatus"][];
            transfers: components["schemas"]["TransferStatus"];
            /**
             * Services
             * @default []
             */
            services?: components["schemas"]["ServiceStatus"][];
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
         * DeadLetterDetail
         * @description A dead letter, opened.
         */
        DeadLetterDetail: {
            /** Id */
            id: number;
            /** Consumer */
            consumer: string;
            /** Stream */
            stream: string;
            /** Subject */
            subject: string;
            /** Attempts */
            attempts: number;
            /** Reason */
            reason: string;
            /** Size */
            size: number;
            /** Sequence */
            sequence: number;
            /** Whole */
            whole: boolean;
            /** Headers */
            headers: {
                [key: string]: string;
            };
            /** Text */
            text: string;
        };
        /**
         * DeadLetterPage
         * @description A page of dead letters, oldest first.
         */
        DeadLetterPage: {
            /** Letters */
            letters: components["schemas"]["DeadLetterRow"][];
            /** Next */
            next: number | null;
        };
        /**
         * DeadLetterRow
         * @description A message that nobody could do anything with.
         */
        DeadLetterRow: {
            /** Id */
            id: number;
            /** Consumer */
            consumer: string;
            /** Stream */
            stream: string;
            /** Subject */
            subject: string;
            /** Attempts */
            attempts: number;
            /** Reason */
            reason: string;
            /** Size */
            size: number;
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
         * Family
         * @description The families of kernels (Kernel Required Reading). Values are published: they never change.
         * @enum {string}
         */
        Family: "spk" | "ck" | "pck" | "lsk" | "sclk" | "fk" | "ik" | "mk" | "dsk" | "ek" | "orbit-numbers" | "unknown";
        /**
         * FileHistory
         * @description One path, and what it was before, newest first.
         */
        FileHistory: {
            /** Path */
            path: string;
            head: components["schemas"]["FileRow"];
            /** History */
            history: components["schemas"]["HistoryRow"][];
            /** Next */
            next?: number | null;
        };
        /**
         * FilePage
         * @description A page of the tree, in the order of the paths.
         */
        FilePage: {
            /** Revision */
            revision: number;
            /** Files */
            files: components["schemas"]["FileRow"][];
            /** Next */
            next: string | null;
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
         * Followed
         * @description What a site follows of a collection, and how: what its rule says, and the paths that this comes to.
         */
        Followed: {
            /**
             * Closure Of
             * @default []
             */
            closure_of?: string[];
            /**
             * First Of
             * @default []
             */
            first_of?: string[];
            /**
             * Kinds
             * @default []
             */
            kinds?: components["schemas"]["Family"][];
            /**
             * Bodies
             * @default []
             */
            bodies?: (string | number)[];
            /**
             * Missions
             * @default []
             */
            missions?: string[];
            /**
             * Covers
             * @default []
             */
            covers?: string[];
            /**
             * Newest Only
             * @default false
             */
            newest_only?: boolean;
            /** @default two-way */
            mode?: components["schemas"]["Mode"];
            /**
             * Include
             * @default []
             */
            include?: string[];
            /**
             * Exclude
             * @default []
             */
            exclude?: string[];
            /**
             * Priority
             * @default []
             */
            priority?: string[];
            /** Selected */
            selected?: string | null;
            stand_in?: components["schemas"]["StandIn"] | null;
        };
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
         * KeyRevoked
         * @description A key that is not believed any more.
         */
        KeyRevoked: {
            /** Site */
            site: string;
            /** Key */
            key: string;
            /**
             * Since
             * Format: date-time
             */
            since: string;
            /** By */
            by: string;
        };
        /**
         * KeyRow
         * @description A key that speaks now, or that its owner would speak with.
         */
        KeyRow: {
            /** Site */
            site: string | null;
            /** Key */
            key: string;
            /**
             * Revoked
             * @default false
             */
            revoked?: boolean;
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
         * LogBreak
         * @description One place at which the log does not verify.
         */
        LogBreak: {
            /** Revision */
            revision: number;
            /** Kind */
            kind: string;
            /** Words */
            words: string;
        };
        /**
         * LogKeyRow
         * @description A key that has spoken in the log.
         */
        LogKeyRow: {
            /** Site */
            site: string | null;
            /**
             * Operator
             * @default false
             */
            operator?: boolean;
            /** Key */
            key: string;
            /** Since */
            since: number;
            /** Origin */
            origin: string;
            /** Until */
            until: number | null;
            /** End */
            end: string | null;
        };
        /**
         * LogVerification
         * @description How far the verification of a log is, and what came of it.
         */
        LogVerification: {
            /** Collection */
            collection: string;
            /** State */
            state: string;
            /**
             * Detail
             * @default
             */
            detail?: string;
            /** At */
            at?: number | null;
            /**
             * Read
             * @default 0
             */
            read?: number;
            /**
             * Last
             * @default 0
             */
            last?: number;
            /**
             * Commits
             * @default 0
             */
            commits?: number;
            /** Log Id */
            log_id?: string | null;
            /**
             * Revision
             * @default 0
             */
            revision?: number;
            /** Verified */
            verified?: boolean | null;
            /** Fingerprint */
            fingerprint?: string | null;
            /**
             * Broken
             * @default 0
             */
            broken?: number;
            /**
             * Breaks
             * @default []
             */
            breaks?: components["schemas"]["LogBreak"][];
            /**
             * Strangers
             * @default 0
             */
            strangers?: number;
            /**
             * Keys
             * @default []
             */
            keys?: components["schemas"]["LogKeyRow"][];
        };
        /**
         * Mode
         * @description Which way changes go at a site.
         * @enum {string}
         */
        Mode: "two-way" | "send-only" | "receive-only" | "mirror";
        /**
         * Obstacle
         * @description Why nothing moves to a site.
         * @enum {string}
         */
        Obstacle: "away" | "held" | "paused" | "full" | "silent";
        /**
         * OrderBook
         * @description Whose orders are heeded, and what is said.
         */
        OrderBook: {
            /** Collection */
            collection: string;
            /** Operators */
            operators: string[];
            /**
             * First
             * @default []
             */
            first?: string[];
            /** Waiting */
            waiting: string[];
            /**
             * Keys
             * @default []
             */
            keys?: components["schemas"]["KeyRow"][];
            /** Said */
            said: components["schemas"]["SaidRow"][];
        };
        /**
         * OrderGiven
         * @description An order that a person gives.
         */
        OrderGiven: {
            signed: components["schemas"]["Signed"];
            /**
             * Abandon
             * @default false
             */
            abandon?: boolean;
        };
        /**
         * OrderTaken
         * @description An order that stands in the bucket from now on.
         */
        OrderTaken: {
            /** Name */
            name: string;
            /** Number */
            number: number;
        };
        /**
         * PauseList
         * @description The pauses of a collection: those that stand, that were made, or that ended.
         */
        PauseList: {
            /** Collection */
            collection: string;
            /** Pauses */
            pauses: components["schemas"]["PauseRow"][];
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
         * Plan
         * @description What would move, at every site of the collection.
         */
        Plan: {
            /** Collection */
            collection: string;
            /** Revision */
            revision: number;
            /** Sites */
            sites: components["schemas"]["SitePlan"][];
        };
        /**
         * QuarantineList
         * @description What one site keeps, by path.
         */
        QuarantineList: {
            /** Collection */
            collection: string;
            /** Site */
            site: string;
            /** Files */
            files: components["schemas"]["QuarantinedFile"][];
        };
        /**
         * QuarantinedFile
         * @description A file that its site keeps and does not publish.
         */
        QuarantinedFile: {
            /** Path */
            path: string;
            /** Code */
            code: string;
            /** Detail */
            detail: string;
            /** Size */
            size: number;
            /**
             * Modified
             * Format: date-time
             */
            modified: string;
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
         * ReleasePlan
         * @description Why a site is held, and what a release would do.
         */
        ReleasePlan: {
            /** Name */
            name: string;
            /** Held */
            held: boolean;
            /** Reason */
            reason: string;
            /** Text */
            text: string;
            /**
             * Effect
             * @default []
             */
            effect?: string[];
            /**
             * Key
             * @default
             */
            key?: string;
        };
        /**
         * RepairPlan
         * @description What becomes of the files that a verification found to be rotten.
         */
        RepairPlan: {
            /** Ask */
            ask: number;
            /** Files */
            files: components["schemas"]["RepairRow"][];
        };
        /**
         * RepairRow
         * @description What becomes of one file that rotted.
         */
        RepairRow: {
            /** Site */
            site: string;
            /** Path */
            path: string;
            /** Repaired */
            repaired: boolean;
            /**
             * Holder
             * @default
             */
            holder?: string;
            /**
             * Reason
             * @default
             */
            reason?: string;
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
         * RulesHistory
         * @description All versions that are kept, the newest first.
         */
        RulesHistory: {
            /** Collection */
            collection: string;
            /** Versions */
            versions: components["schemas"]["RulesVersion"][];
        };
        /**
         * RulesPlan
         * @description What a new version would do; nothing is done.
         */
        RulesPlan: {
            /** Collection */
            collection: string;
            /** Replaces */
            replaces: number;
            /** Sites */
            sites: components["schemas"]["SiteRulePlan"][];
            /** Few */
            few: number;
            /** Few Shown */
            few_shown: string[];
            /**
             * Unmended
             * @default 0
             */
            unmended?: number;
            /** Unfollowed */
            unfollowed: number;
            /** Unfollowed Shown */
            unfollowed_shown: string[];
            /**
             * Whole
             * @default true
             */
            whole?: boolean;
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
         * RulesVersion
         * @description One version of the rules of a collection.
         */
        RulesVersion: {
            /** Collection */
            collection: string;
            /** Version */
            version: number;
            /** Made At */
            made_at?: string | null;
            /**
             * By
             * @default
             */
            by?: string;
            /**
             * Message
             * @default
             */
            message?: string;
            /**
             * Copies
             * @default 1
             */
            copies?: number;
            /**
             * Labels
             * @default []
             */
            labels?: components["schemas"]["SiteLabels"][];
            /**
             * Stand Ins
             * @default [
             *       "*"
             *     ]
             */
            stand_ins?: string[];
            /**
             * Away Hours
             * @default 24
             */
            away_hours?: number;
            /**
             * Rules
             * @default []
             */
            rules?: components["schemas"]["SiteRule"][];
        };
        /**
         * SaidRow
         * @description What stands under one key of the bucket of rules, of this collection.
         */
        SaidRow: {
            /** Name */
            name: string;
            /** Value */
            value: string | null;
            /**
             * Number
             * @default 0
             */
            number?: number;
            /**
             * Signer
             * @default
             */
            signer?: string;
            /** Unsigned */
            unsigned?: string | null;
        };
        /**
         * SameRule
         * @description Sites whose rules name the same paths.
         */
        SameRule: {
            /**
             * Include
             * @default []
             */
            include?: string[];
            /**
             * Exclude
             * @default []
             */
            exclude?: string[];
            /**
             * Members
             * @default 0
             */
            members?: number;
            /**
             * There
             * @default 0
             */
            there?: number;
            /**
             * Before
             * @default 0
             */
            before?: number;
        };
        /**
         * ScanAsked
         * @description The number of an ask to all sites to scan now.
         */
        ScanAsked: {
            /** Ask */
            ask: number;
        };
        /**
         * Scope
         * @description What a route lets its caller do.
         * @enum {string}
         */
        Scope: "read" | "write" | "admin" | "metrics";
        /**
         * Scrub
         * @description How far a site is in reading all its files once more, by itself.
         */
        Scrub: {
            /** Began At */
            began_at?: string | null;
            /**
             * Read Files
             * @default 0
             */
            read_files?: number;
            /**
             * Files
             * @default 0
             */
            files?: number;
            /** Ended At */
            ended_at?: string | null;
            /**
             * Rot
             * @default 0
             */
            rot?: number;
            /**
             * Unreadable
             * @default 0
             */
            unreadable?: number;
        };
        /**
         * ServiceList
         * @description Where the services of a collection answer.
         */
        ServiceList: {
            /** Collection */
            collection: string;
            /** Services */
            services: components["schemas"]["ServiceStatus"][];
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
         * Signed
         * @description Text with its signature. The text is kept as it was signed; re-encoding it would break it.
         */
        Signed: {
            /** Body */
            body: string;
            /** Key */
            key: string;
            /** Signature */
            signature: string;
        };
        /**
         * SiteLabels
         * @description The labels of one site.
         */
        SiteLabels: {
            /** Site */
            site: string;
            /** Labels */
            labels: string[];
        };
        /**
         * SitePlan
         * @description What one site lacks, and where it would come from.
         */
        SitePlan: {
            /** Name */
            name: string;
            obstacle: components["schemas"]["Obstacle"] | null;
            /**
             * Words
             * @default
             */
            words?: string;
            /**
             * Files
             * @default 0
             */
            files?: number;
            /**
             * Bytes
             * @default 0
             */
            bytes?: number;
            /**
             * Local Files
             * @default 0
             */
            local_files?: number;
            /**
             * Deletions
             * @default 0
             */
            deletions?: number;
            /**
             * Stands In For
             * @default []
             */
            stands_in_for?: string[];
            /**
             * Blocked
             * @default 0
             */
            blocked?: number;
            /**
             * Sources
             * @default []
             */
            sources?: components["schemas"]["SourcePlan"][];
            /**
             * Unavailable Files
             * @default 0
             */
            unavailable_files?: number;
            /**
             * Unavailable Bytes
             * @default 0
             */
            unavailable_bytes?: number;
            /**
             * Whole
             * @default true
             */
            whole?: boolean;
        };
        /**
         * SiteRule
         * @description What some sites follow.
         */
        SiteRule: {
            /**
             * Closure Of
             * @default []
             */
            closure_of?: string[];
            /**
             * First Of
             * @default []
             */
            first_of?: string[];
            /**
             * Kinds
             * @default []
             */
            kinds?: components["schemas"]["Family"][];
            /**
             * Bodies
             * @default []
             */
            bodies?: (string | number)[];
            /**
             * Missions
             * @default []
             */
            missions?: string[];
            /**
             * Covers
             * @default []
             */
            covers?: string[];
            /**
             * Newest Only
             * @default false
             */
            newest_only?: boolean;
            /** @default two-way */
            mode?: components["schemas"]["Mode"];
            /**
             * Include
             * @default []
             */
            include?: string[];
            /**
             * Exclude
             * @default []
             */
            exclude?: string[];
            /**
             * Priority
             * @default []
             */
            priority?: string[];
            /** Sites */
            sites: (string)[];
        };
        /**
         * SiteRulePlan
         * @description What a new version would do at one site.
         */
        SiteRulePlan: {
            /** Name */
            name: string;
            mode: components["schemas"]["Mode"];
            /** Files */
            files: number;
            /** Bytes */
            bytes: number;
            /** Arriving Files */
            arriving_files: number;
            /** Arriving Bytes */
            arriving_bytes: number;
            /** Leaving Files */
            leaving_files: number;
            /** Leaving Bytes */
            leaving_bytes: number;
            /**
             * Stands In For
             * @default []
             */
            stands_in_for?: string[];
            /**
             * Stand In Files
             * @default 0
             */
            stand_in_files?: number;
            /**
             * Stand In Bytes
             * @default 0
             */
            stand_in_bytes?: number;
            /**
             * Left Out
             * @default 0
             */
            left_out?: number;
            /**
             * Left Out Shown
             * @default []
             */
            left_out_shown?: string[];
        };
        /**
         * SiteStanding
         * @description How a site stands, and what would be nowhere without it.
         */
        SiteStanding: {
            /** Name */
            name: string;
            /** Standing */
            standing: string;
            /** Since */
            since?: string | null;
            /**
             * By
             * @default
             */
            by?: string;
            /**
             * Online
             * @default false
             */
            online?: boolean;
            /**
             * Only Here Files
             * @default 0
             */
            only_here_files?: number;
            /**
             * Only Here Bytes
             * @default 0
             */
            only_here_bytes?: number;
            /**
             * Only Here Shown
             * @default []
             */
            only_here_shown?: string[];
            /**
             * Unfollowed Files
             * @default 0
             */
            unfollowed_files?: number;
            /**
             * Reading
             * @default false
             */
            reading?: boolean;
            /**
             * Unknown
             * @default
             */
            unknown?: string;
        };
        /**
         * SiteStatus
         * @description One site of the collection.
         */
        SiteStatus: {
            /** Name */
            name: string;
            /** Online */
            online: boolean;
            /** State */
            state: string;
            /** Revision */
            revision: number;
            /** Behind */
            behind: number;
            /** Wanted Bytes */
            wanted_bytes: number;
            /** Conflicts */
            conflicts: number;
            /**
             * Problems
             * @default []
             */
            problems?: string[];
            /**
             * Receive Only
             * @default false
             */
            receive_only?: boolean;
            /** Hold */
            hold?: string | null;
            pause?: components["schemas"]["PauseRow"] | null;
            /**
             * Rule
             * @default 0
             */
            rule?: number;
            followed?: components["schemas"]["Followed"] | null;
            /**
             * Ignored
             * @default 0
             */
            ignored?: number;
            /**
             * Ignored Shown
             * @default []
             */
            ignored_shown?: string[];
            scrub?: components["schemas"]["Scrub"] | null;
        };
        /**
         * SiteSync
         * @description How far one site is with an ask.
         */
        SiteSync: {
            /** Name */
            name: string;
            /** Online */
            online: boolean;
            /** Held */
            held: string | null;
            pause?: components["schemas"]["PauseRow"] | null;
            /** Answered */
            answered: boolean;
            /** Revision */
            revision: number;
            /** Behind */
            behind: number;
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
             * Stuck
             * @default false
             */
            stuck?: boolean;
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
        };
        /**
         * SiteVerification
         * @description How far one site is with a verification.
         */
        SiteVerification: {
            /** Name */
            name: string;
            /** Online */
            online: boolean;
            state: components["schemas"]["VerificationState"];
            /**
             * Words
             * @default
             */
            words?: string;
            /**
             * Files
             * @default 0
             */
            files?: number;
            /**
             * Bytes
             * @default 0
             */
            bytes?: number;
            /**
             * Read Files
             * @default 0
             */
            read_files?: number;
            /**
             * Read Bytes
             * @default 0
             */
            read_bytes?: number;
            /**
             * Rot
             * @default 0
             */
            rot?: number;
            /**
             * Drift
             * @default 0
             */
            drift?: number;
            /**
             * Unreadable
             * @default 0
             */
            unreadable?: number;
            /**
             * Found
             * @default []
             */
            found?: components["schemas"]["VerifiedFile"][];
        };
        /**
         * Sites
         * @description All sites of the collection.
         */
        Sites: {
            /** Sites */
            sites: components["schemas"]["SiteStatus"][];
        };
        /**
         * SourcePlan
         * @description What comes from one site.
         */
        SourcePlan: {
            /** Site */
            site: string;
            /** Files */
            files: number;
            /** Bytes */
            bytes: number;
        };
        /**
         * StandIn
         * @description What one site holds in the place of others.
         */
        StandIn: {
            /**
             * Sites
             * @default []
             */
            sites?: string[];
            /**
             * Rank
             * @default 0
             */
            rank?: number;
            /**
             * Copies
             * @default 1
             */
            copies?: number;
            /**
             * Groups
             * @default []
             */
            groups?: components["schemas"]["SameRule"][];
        };
        /**
         * SyncProgress
         * @description How far all sites are with an ask.
         */
        SyncProgress: {
            /** Ask */
            ask: number;
            /** Barrier */
            barrier: number | null;
            /** Done */
            done: boolean;
            /** Sites */
            sites: components["schemas"]["SiteSync"][];
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
         * TrashEmptied
         * @description What was removed for good.
         */
        TrashEmptied: {
            /** Removed */
            removed: number;
            /** Removed Bytes */
            removed_bytes: number;
            /** Kept */
            kept: number;
            /** Kept Bytes */
            kept_bytes: number;
        };
        /**
         * TrashPage
         * @description What one site keeps, the oldest first.
         */
        TrashPage: {
            /** Collection */
            collection: string;
            /** Site */
            site: string;
            /** Files */
            files: components["schemas"]["TrashedFile"][];
            /** Next */
            next?: string | null;
        };
        /**
         * TrashRestored
         * @description What was brought back.
         */
        TrashRestored: {
            /** Name */
            name: string;
            /** Path */
            path: string;
        };
        /**
         * TrashedFile
         * @description One thing that was replaced or deleted at a site, and is kept for a while.
         */
        TrashedFile: {
            /** Name */
            name: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Content */
            content: string | null;
            /** Size */
            size: number;
            /** Path */
            path: string;
            /** Logged */
            logged: boolean;
            /**
             * Late
             * @default false
             */
            late?: boolean;
        };
        /**
         * Verdict
         * @description What reading a file once more has told of it.
         * @enum {string}
         */
        Verdict: "sound" | "rot" | "drift" | "unreadable";
        /**
         * VerificationState
         * @description How far a verification is.
         * @enum {string}
         */
        VerificationState: "waiting" | "running" | "done" | "cancelled" | "failed";
        /**
         * VerifiedFile
         * @description One file that was read.
         */
        VerifiedFile: {
            /** Path */
            path: string;
            verdict: components["schemas"]["Verdict"];
            /** Content */
            content: string;
            /** Found */
            found?: string | null;
            /**
             * Detail
             * @default
             */
            detail?: string;
        };
        /**
         * VerifyAsked
         * @description The number of a verification that sites are asked for.
         */
        VerifyAsked: {
            /** Ask */
            ask: number;
        };
        /**
         * VerifyProgress
         * @description How far the sites are with a verification.
         */
        VerifyProgress: {
            /** Ask */
            ask: number;
            /** Sites */
            sites: components["schemas"]["SiteVerification"][];
        };
        /**
         * VerifyRequest
         * @description What is to be read once more.
         */
        VerifyRequest: {
            /** Site */
            site?: string | null;
            /**
             * Percent
             * @default 100
             */
            percent?: number;
            /**
             * Paths
             * @default []
             */
            paths?: string[];
        };
        /**
         * RulesWanted
         * @description Rules of access, in place of those that there are.
         */
        shared__contracts__http__access__RulesWanted: {
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
         * RulesWanted
         * @description A new version of the rules; it replaces all of them.
         */
        shared__contracts__http__sites__replica_rules__RulesWanted: {
            /** Replaces */
            replaces?: number | null;
            /**
             * Message
             * @default
             */
            message?: string;
            /**
             * Copies
             * @default 1
             */
            copies?: number;
            /**
             * Labels
             * @default []
             */
            labels?: components["schemas"]["SiteLabels"][];
            /**
             * Stand Ins
             * @default [
             *       "*"
             *     ]
             */
            stand_ins?: (string)[];
            /**
             * Away Hours
             * @default 24
             */
            away_hours?: number;
            /**
             * Rules
             * @default []
             */
            rules?: components["schemas"]["SiteRule"][];
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
