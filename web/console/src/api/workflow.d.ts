// Made by `npm run types` from docs/openapi-*.json: change the code of the service, not this.
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Begun
         * @description The execution that was started, or had been.
         */
        Begun: {
            /** Execution */
            execution: string;
            /** Workflow */
            workflow: string;
        };
        /**
         * CancelBody
         * @description Why an execution is ended.
         */
        CancelBody: {
            /**
             * Cause
             * @default
             */
            cause?: string;
        };
        /**
         * CancelRequested
         * @description A person or a policy wants the execution to end.
         */
        CancelRequested: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "cancel-requested";
            /**
             * Cause
             * @default
             */
            cause?: string;
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
         * Each
         * @description What a rule starts an execution for.
         * @enum {string}
         */
        Each: "file" | "group" | "description";
        /**
         * ExecutionAborted
         * @description The execution was ended on request.
         */
        ExecutionAborted: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "execution-aborted";
            /** Cause */
            cause: string;
        };
        /**
         * ExecutionAnswer
         * @description One execution with its input, and its output once it has one.
         */
        ExecutionAnswer: {
            /** Execution */
            execution: string;
            /** Workflow */
            workflow: string;
            /** Digest */
            digest: string;
            /** Name */
            name: string;
            /**
             * Rule
             * @default
             */
            rule?: string;
            /** Status */
            status: string;
            /**
             * Started At
             * Format: date-time
             */
            started_at: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            /** Ended At */
            ended_at?: string | null;
            /**
             * State
             * @default
             */
            state?: string;
            /** Error */
            error?: string | null;
            /** Cause */
            cause?: string | null;
            /**
             * Events
             * @default 0
             */
            events?: number;
            /**
             * Continued By
             * @default
             */
            continued_by?: string;
            /**
             * Stuck
             * @default
             */
            stuck?: string;
            input?: components["schemas"]["JsonValue"];
            output?: components["schemas"]["JsonValue"];
            /**
             * Generation
             * @default 0
             */
            generation?: number;
            /**
             * Caused By
             * @default
             */
            caused_by?: string;
            /**
             * Waiting
             * @default []
             */
            waiting?: components["schemas"]["WaitingFor"][];
        };
        /**
         * ExecutionFailed
         * @description The execution ended with an error.
         */
        ExecutionFailed: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "execution-failed";
            /** Error */
            error: string;
            /** Cause */
            cause: string;
        };
        /**
         * ExecutionPage
         * @description A page of executions.
         */
        ExecutionPage: {
            meta: components["schemas"]["PageMeta"];
            /**
             * Results
             * @default []
             */
            results?: components["schemas"]["ExecutionRow"][];
        };
        /**
         * ExecutionResumed
         * @description What stands before was copied from the execution `source`, which did not succeed, up to its failure.
         *
         *     Open tasks are given out anew, with all their retries; time-outs begin anew.
         */
        ExecutionResumed: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "execution-resumed";
            /** Source */
            source: string;
        };
        /**
         * ExecutionRow
         * @description One execution, as a list has it.
         */
        ExecutionRow: {
            /** Execution */
            execution: string;
            /** Workflow */
            workflow: string;
            /** Digest */
            digest: string;
            /** Name */
            name: string;
            /**
             * Rule
             * @default
             */
            rule?: string;
            /** Status */
            status: string;
            /**
             * Started At
             * Format: date-time
             */
            started_at: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            /** Ended At */
            ended_at?: string | null;
            /**
             * State
             * @default
             */
            state?: string;
            /** Error */
            error?: string | null;
            /** Cause */
            cause?: string | null;
            /**
             * Events
             * @default 0
             */
            events?: number;
            /**
             * Continued By
             * @default
             */
            continued_by?: string;
            /**
             * Stuck
             * @default
             */
            stuck?: string;
        };
        /**
         * ExecutionStarted
         * @description The first event. `definition` is the digest of the definition; `seed` makes all random numbers.
         */
        ExecutionStarted: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "execution-started";
            /** Execution */
            execution: string;
            /** Name */
            name: string;
            /** Workflow */
            workflow: string;
            /** Definition */
            definition: string;
            input: components["schemas"]["JsonValue"];
            /** Seed */
            seed: string;
            /**
             * Generation
             * @default 0
             */
            generation?: number;
            /**
             * Caused By
             * @default
             */
            caused_by?: string;
        };
        /**
         * ExecutionSucceeded
         * @description The execution ended with an output.
         */
        ExecutionSucceeded: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "execution-succeeded";
            output: components["schemas"]["JsonValue"];
        };
        /**
         * ExecutionTimedOut
         * @description The execution ran longer than its definition allows.
         */
        ExecutionTimedOut: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "execution-timed-out";
        };
        /**
         * ExecutionsBy
         * @description What executions are counted by.
         * @enum {string}
         */
        ExecutionsBy: "workflow" | "rule" | "status" | "state" | "error";
        /**
         * FanOutStarted
         * @description A Parallel or Map begins. A Parallel has an input for all branches, a Map has items and bounds.
         *
         *     The results of all scopes together may have `most_bytes` as JSON.
         */
        FanOutStarted: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "fan-out-started";
            /** Entry */
            entry: number;
            /** Count */
            count: number;
            input?: components["schemas"]["JsonValue"];
            /** Items */
            items?: components["schemas"]["JsonValue"][] | null;
            /** Keys */
            keys?: string[] | null;
            /** Concurrency */
            concurrency: number;
            /** Most Bytes */
            most_bytes: number;
            /** Tolerated Count */
            tolerated_count?: number | null;
            /** Tolerated Percentage */
            tolerated_percentage?: number | null;
        };
        /**
         * FoundLines
         * @description Lines of one message of a step's log that fit a search.
         */
        FoundLines: {
            /** Execution */
            execution: string;
            /** Workflow */
            workflow: string;
            /** Task */
            task: string;
            /** State */
            state: string;
            /** Lines */
            lines: components["schemas"]["LogLine"][];
        };
        /**
         * HeartbeatMissed
         * @description The runner of the task gave no sign of life for the task's heartbeat seconds.
         */
        HeartbeatMissed: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "heartbeat-missed";
            /** Task */
            task: string;
        };
        /**
         * HistoryAnswer
         * @description The history of one execution, whole.
         */
        HistoryAnswer: {
            /** Execution */
            execution: string;
            /** Definition */
            definition: string;
            /** Events */
            events: (components["schemas"]["ExecutionStarted"] | components["schemas"]["TaskStarted"] | components["schemas"]["TaskSucceeded"] | components["schemas"]["TaskFailed"] | components["schemas"]["HeartbeatMissed"] | components["schemas"]["TimerFired"] | components["schemas"]["CancelRequested"] | components["schemas"]["ExecutionResumed"] | components["schemas"]["StateEntered"] | components["schemas"]["TaskScheduled"] | components["schemas"]["TasksAbandoned"] | components["schemas"]["WaitStarted"] | components["schemas"]["RetryScheduled"] | components["schemas"]["FanOutStarted"] | components["schemas"]["ScopeStarted"] | components["schemas"]["StateExited"] | components["schemas"]["ScopeFailed"] | components["schemas"]["ExecutionSucceeded"] | components["schemas"]["ExecutionFailed"] | components["schemas"]["ExecutionTimedOut"] | components["schemas"]["ExecutionAborted"])[];
        };
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
         * LogAnswer
         * @description Lines of an execution.
         */
        LogAnswer: {
            /**
             * Parts
             * @default []
             */
            parts?: components["schemas"]["StepLines"][];
            /**
             * Ended
             * @default false
             */
            ended?: boolean;
        };
        /**
         * LogLine
         * @description One line that a step wrote.
         */
        LogLine: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Stream
             * @enum {string}
             */
            stream: "out" | "err" | "runner";
            /** Text */
            text: string;
        };
        /**
         * LogPage
         * @description What a search of logs has found in the executions of one page.
         */
        LogPage: {
            meta: components["schemas"]["PageMeta"];
            /**
             * Results
             * @default []
             */
            results?: components["schemas"]["FoundLines"][];
            /**
             * Left Off
             * @default
             */
            left_off?: string;
        };
        /**
         * Overlap
         * @description What is done where the execution that a schedule started before still runs.
         * @enum {string}
         */
        Overlap: "skip" | "queue" | "cancel";
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
         * RetryScheduled
         * @description A state is tried again at `due`, by the rule at index `retrier`; the drawn delay is kept here.
         */
        RetryScheduled: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "retry-scheduled";
            /** Entry */
            entry: number;
            /** Retrier */
            retrier: number;
            /** Error */
            error: string;
            /** Cause */
            cause: string;
            /** Timer */
            timer: string;
            /** Delay Seconds */
            delay_seconds: number;
            /**
             * Due
             * Format: date-time
             */
            due: string;
        };
        /**
         * RuleBody
         * @description A rule, as a caller says it.
         */
        RuleBody: {
            /** Workflow */
            workflow: string;
            /** Pattern */
            pattern: string;
            /** @default file */
            each?: components["schemas"]["Each"];
            /**
             * Kinds
             * @default []
             */
            kinds?: string[];
            /**
             * Running Max
             * @default 10
             */
            running_max?: number;
            /** Queue */
            queue?: string | null;
            /**
             * Queue Max
             * @default 10
             */
            queue_max?: number;
            /** After */
            after?: number | null;
            payload?: components["schemas"]["JsonValue"];
            /**
             * Enabled
             * @default true
             */
            enabled?: boolean;
            /**
             * Allow Loop
             * @default false
             */
            allow_loop?: boolean;
        };
        /**
         * RuleRow
         * @description A rule, and how far it is.
         */
        RuleRow: {
            /** Rule */
            rule: string;
            /** Workflow */
            workflow: string;
            /** Pattern */
            pattern: string;
            /** @default file */
            each?: components["schemas"]["Each"];
            /**
             * Kinds
             * @default []
             */
            kinds?: string[];
            /**
             * Kinds Unknown
             * @default []
             */
            kinds_unknown?: string[];
            /** Running Max */
            running_max: number;
            /** Queue */
            queue?: string | null;
            /**
             * Queue Max
             * @default 10
             */
            queue_max?: number;
            /** After */
            after: number;
            payload?: components["schemas"]["JsonValue"];
            /** Enabled */
            enabled: boolean;
            /**
             * Allow Loop
             * @default false
             */
            allow_loop?: boolean;
            /**
             * Saved At
             * Format: date-time
             */
            saved_at: string;
            /**
             * Here
             * @default false
             */
            here?: boolean;
            /** Revision */
            revision?: number | null;
            /** Waiting */
            waiting?: number | null;
            /**
             * Waits For
             * @default
             */
            waits_for?: string;
        };
        /**
         * ScheduleBody
         * @description A schedule, as a caller says it.
         */
        ScheduleBody: {
            /** Workflow */
            workflow: string;
            timing: components["schemas"]["Timing"];
            /** @default skip */
            overlap?: components["schemas"]["Overlap"];
            payload?: components["schemas"]["JsonValue"];
            /** Since */
            since?: string | null;
            /**
             * Enabled
             * @default true
             */
            enabled?: boolean;
        };
        /**
         * ScheduleRow
         * @description A schedule, and how far it is.
         */
        ScheduleRow: {
            /** Schedule */
            schedule: string;
            /** Workflow */
            workflow: string;
            timing: components["schemas"]["Timing"];
            overlap: components["schemas"]["Overlap"];
            payload?: components["schemas"]["JsonValue"];
            /**
             * Since
             * Format: date-time
             */
            since: string;
            /** Enabled */
            enabled: boolean;
            /**
             * Saved At
             * Format: date-time
             */
            saved_at: string;
            /**
             * Next
             * @default []
             */
            next?: string[];
            /**
             * Place
             * Format: date-time
             */
            place: string;
            /**
             * Started
             * @default 0
             */
            started?: number;
            /**
             * Skipped
             * @default 0
             */
            skipped?: number;
            /**
             * Skips
             * @default []
             */
            skips?: components["schemas"]["SkippedTimes"][];
            /**
             * Last
             * @default
             */
            last?: string;
            /**
             * Here
             * @default false
             */
            here?: boolean;
            /**
             * Waits For
             * @default
             */
            waits_for?: string;
        };
        /**
         * ScopeFailed
         * @description A state failed and nothing caught it: its scope failed with it.
         */
        ScopeFailed: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "scope-failed";
            /** Scope */
            scope: string;
            /** Error */
            error: string;
            /** Cause */
            cause: string;
        };
        /**
         * ScopeStarted
         * @description A branch or an iteration begins.
         */
        ScopeStarted: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "scope-started";
            /** Scope */
            scope: string;
            /** Entry */
            entry: number;
            /** Index */
            index: number;
            input: components["schemas"]["JsonValue"];
        };
        /**
         * SkipBody
         * @description A step that is not to be done, and what it is taken to have given.
         */
        SkipBody: {
            /** State */
            state: string;
            /**
             * Task
             * @default
             */
            task?: string;
            output?: components["schemas"]["JsonValue"];
        };
        /**
         * Skipped
         * @description The execution that goes on: the same one where it ran, a new one where it had failed.
         */
        Skipped: {
            /** Execution */
            execution: string;
            /** Workflow */
            workflow: string;
            /** Skipped */
            skipped: number;
        };
        /**
         * SkippedTimes
         * @description Times in a row for which a schedule started nothing, for one reason.
         */
        SkippedTimes: {
            /**
             * First
             * Format: date-time
             */
            first: string;
            /**
             * Last
             * Format: date-time
             */
            last: string;
            /** Count */
            count: number;
            /** Why */
            why: string;
        };
        /**
         * StartBody
         * @description What an execution is started with.
         */
        StartBody: {
            input?: components["schemas"]["JsonValue"];
            /** Execution */
            execution?: string | null;
            /**
             * Name
             * @default
             */
            name?: string;
        };
        /**
         * StateEntered
         * @description A state was entered. `entry` numbers this stay in the state; `scope` is the level it belongs to.
         */
        StateEntered: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "state-entered";
            /** Scope */
            scope: string;
            /** State */
            state: string;
            /** Entry */
            entry: number;
        };
        /**
         * StateExited
         * @description A state was left with an output of `size` bytes as JSON.
         *
         *     `next` None ends the scope; `caught` is the index of the rule of Catch that was taken.
         */
        StateExited: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "state-exited";
            /** Entry */
            entry: number;
            output: components["schemas"]["JsonValue"];
            /** Size */
            size: number;
            /** Next */
            next: string | null;
            /** Assigned */
            assigned?: {
                [key: string]: components["schemas"]["JsonValue"];
            } | null;
            /** Caught */
            caught?: number | null;
            /** Error */
            error?: string | null;
            /** Cause */
            cause?: string | null;
        };
        /**
         * StatisticsAnswer
         * @description Executions that fit, by the values of one field: the most frequent first.
         */
        StatisticsAnswer: {
            /** Field */
            field: string;
            /** Count */
            count: number;
            /**
             * Results
             * @default []
             */
            results?: components["schemas"]["StatisticsRow"][];
        };
        /**
         * StatisticsRow
         * @description Executions that have one value in common. Seconds are of those that have ended.
         */
        StatisticsRow: {
            /** Key */
            key: string;
            /** Count */
            count: number;
            /** Running */
            running: number;
            /** Succeeded */
            succeeded: number;
            /** Failed */
            failed: number;
            /** Mean Seconds */
            mean_seconds?: number | null;
            /** Longest Seconds */
            longest_seconds?: number | null;
        };
        /**
         * StepLines
         * @description Lines that steps of an execution wrote, in the order in which they came.
         */
        StepLines: {
            /** Task */
            task: string;
            /** State */
            state: string;
            /** Sequence */
            sequence: number;
            /** Lines */
            lines: components["schemas"]["LogLine"][];
        };
        /**
         * TaskFailed
         * @description The task failed with the name of an error, and a line for a person.
         */
        TaskFailed: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "task-failed";
            /** Task */
            task: string;
            /** Error */
            error: string;
            /**
             * Cause
             * @default
             */
            cause?: string;
        };
        /**
         * TaskScheduled
         * @description Work was given out: a Task's own, or reading a Map's items, or writing its results.
         */
        TaskScheduled: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "task-scheduled";
            /** Entry */
            entry: number;
            /** Task */
            task: string;
            /**
             * Action
             * @default run
             * @enum {string}
             */
            action?: "run" | "read-items" | "write-results";
            /** Resource */
            resource: string;
            arguments: components["schemas"]["JsonValue"];
            config?: components["schemas"]["JsonValue"];
            credentials?: components["schemas"]["JsonValue"];
            /** Timeout Seconds */
            timeout_seconds?: number | null;
            /** Heartbeat Seconds */
            heartbeat_seconds?: number | null;
        };
        /**
         * TaskStarted
         * @description A runner took the task up: its time-out counts from here, not from the wait in a queue.
         */
        TaskStarted: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "task-started";
            /** Task */
            task: string;
        };
        /**
         * TaskSucceeded
         * @description The task gave its output.
         */
        TaskSucceeded: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "task-succeeded";
            /** Task */
            task: string;
            output: components["schemas"]["JsonValue"];
        };
        /**
         * TasksAbandoned
         * @description Open tasks were given up, since the state around them ended without them.
         */
        TasksAbandoned: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "tasks-abandoned";
            /** Tasks */
            tasks: string[];
        };
        /**
         * TimerFired
         * @description The time of a timer has come.
         */
        TimerFired: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "timer-fired";
            /** Timer */
            timer: string;
        };
        /**
         * Timing
         * @description When something is due: exactly one of `cron`, `every_seconds` and `at` says it.
         */
        Timing: {
            /** Cron */
            cron?: string | null;
            /**
             * Zone
             * @default UTC
             */
            zone?: string;
            /** Every Seconds */
            every_seconds?: number | null;
            /** At */
            at?: string | null;
            /**
             * Jitter Seconds
             * @default 0
             */
            jitter_seconds?: number;
            /**
             * Catch Up
             * @default 1
             */
            catch_up?: number;
        };
        /**
         * WaitStarted
         * @description A Wait state waits until `due`.
         */
        WaitStarted: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "wait-started";
            /** Entry */
            entry: number;
            /** Timer */
            timer: string;
            /**
             * Due
             * Format: date-time
             */
            due: string;
        };
        /**
         * WaitingFor
         * @description A step that no runner has taken up.
         */
        WaitingFor: {
            /** State */
            state: string;
            /**
             * Site
             * @default
             */
            site?: string;
            /**
             * Since
             * Format: date-time
             */
            since: string;
            /** Runners */
            runners: number;
        };
        /**
         * WorkflowAnswer
         * @description One version of a workflow, with its definition as it was saved.
         */
        WorkflowAnswer: {
            /** Workflow */
            workflow: string;
            /** Digest */
            digest: string;
            /**
             * Comment
             * @default
             */
            comment?: string;
            /**
             * Saved At
             * Format: date-time
             */
            saved_at: string;
            /** Text */
            text: string;
        };
        /**
         * WorkflowRow
         * @description The newest version of one workflow.
         */
        WorkflowRow: {
            /** Workflow */
            workflow: string;
            /** Digest */
            digest: string;
            /**
             * Comment
             * @default
             */
            comment?: string;
            /**
             * Saved At
             * Format: date-time
             */
            saved_at: string;
        };
        /**
         * WorkflowStatus
         * @description How one process of the workflow service stands.
         */
        WorkflowStatus: {
            /** Collection */
            collection: string;
            /** Site */
            site: string;
            /** Revision */
            revision: number;
            /** Executions */
            executions: {
                [key: string]: number;
            };
            /** Partitions */
            partitions: number[];
            /** Loaded */
            loaded: number;
            /** Stuck */
            stuck: {
                [key: string]: string;
            };
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
