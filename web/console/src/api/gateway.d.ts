// Made by `npm run types` from docs/openapi-*.json: change the code of the service, not this.
export interface paths {
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Healthz
         * @description Whether the process still moves; if not, it should be restarted.
         */
        get: operations["healthz_healthz_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Readyz
         * @description Whether the process can do its work now; condition by condition, for who says a token.
         *
         *     Probes have none, and need no more than the status.
         */
        get: operations["readyz_readyz_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Metrics
         * @description All metrics in the Prometheus text format.
         */
        get: operations["metrics_metrics_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/caller": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Caller
         * @description Who asks, and its scopes in the collection: pages offer what they allow, and each route asks again.
         */
        get: operations["read_caller_api_v1_caller_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/collections/{collection}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Files
         * @description The paths of the tree, page by page, as it is or as it was.
         */
        get: operations["list_files_api_v1_collections__collection__files_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/collections/{collection}/files/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read File
         * @description All that is known of one path, with its history, newest first, and the sites that hold it.
         */
        get: operations["read_file_api_v1_collections__collection__files__path__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/collections/{collection}/content/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Content
         * @description The bytes of a file, as it is or as it was: whole, or the ranges of `Range`.
         */
        get: operations["read_content_api_v1_collections__collection__content__path__get"];
        /**
         * Put Content
         * @description Put a file: all of it is in place, or nothing is changed.
         */
        put: operations["put_content_api_v1_collections__collection__content__path__put"];
        post?: never;
        /**
         * Delete Content
         * @description Delete a file, or an empty directory. Older versions stay in the history.
         */
        delete: operations["delete_content_api_v1_collections__collection__content__path__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/collections/{collection}/blobs/{content}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Blob
         * @description The bytes of a content, by its hash: the same for ever.
         */
        get: operations["read_blob_api_v1_collections__collection__blobs__content__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/collections/{collection}/copy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Copy File
         * @description Copy a file or a directory within the collection: no byte travels.
         */
        post: operations["copy_file_api_v1_collections__collection__copy_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/collections/{collection}/move": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Move File
         * @description Move a file, or a directory with all that lies in it, within the collection, as one commit.
         */
        post: operations["move_file_api_v1_collections__collection__move_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/collections/{collection}/changes/{change}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Change
         * @description A change that somebody made over this gateway, and what became of it.
         */
        get: operations["read_change_api_v1_collections__collection__changes__change__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/collections/{collection}/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Difference
         * @description The paths that are not the same at two moments, page by page.
         *
         *     A page may be short, or empty, and still have a next.
         */
        get: operations["read_difference_api_v1_collections__collection__diff_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/collections/{collection}/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Log
         * @description The commits of the collection, newest first, page by page.
         */
        get: operations["read_log_api_v1_collections__collection__log_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Overview
         * @description Each collection at each site, as the sites say it.
         */
        get: operations["read_overview_api_v1_overview_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/overview/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow Overview
         * @description The same, and what changes of it, as it comes.
         */
        get: operations["follow_overview_api_v1_overview_events_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/overview/events/example": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Example Change
         * @description One event's data, empty: it is here for its schema, which no document can give of a stream.
         */
        get: operations["example_change_api_v1_overview_events_example_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/collections/{collection}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow Events
         * @description What commits change, as it comes; from the present on, where no revision is named.
         */
        get: operations["follow_events_api_v1_collections__collection__events_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/collections/{collection}/events/example": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Example Event
         * @description One event's data, empty: it is here for its schema, which no document can give of a stream.
         */
        get: operations["example_event_api_v1_collections__collection__events_example_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/collections/{collection}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make Archive
         * @description Any selection of files as one zip or tar, under their paths, streamed.
         */
        post: operations["make_archive_api_v1_collections__collection__archive_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/collections/{collection}/commits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make Commit
         * @description Commit uploads, deletions, copies and moves together, with a message: all of them, or none.
         */
        post: operations["make_commit_api_v1_collections__collection__commits_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/collections/{collection}/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Uploads
         * @description Uploads that are under way at this site: the caller's, an admin sees everybody's; oldest first.
         */
        get: operations["list_uploads_api_v1_collections__collection__uploads_get"];
        put?: never;
        /**
         * Create Upload
         * @description Begin an upload, with its first bytes, all of them, or none; `Location` says where to go on.
         */
        post: operations["create_upload_api_v1_collections__collection__uploads_post"];
        delete?: never;
        /**
         * Read Options
         * @description What uploads may be.
         */
        options: operations["read_options_api_v1_collections__collection__uploads_options"];
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/collections/{collection}/uploads/{upload}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Upload
         * @description How far an upload is; a request that still brings bytes of it ends.
         */
        get: operations["read_upload_api_v1_collections__collection__uploads__upload__get"];
        put?: never;
        post?: never;
        /**
         * Give Upload Up
         * @description Give an upload up: its bytes are removed. An admin ends those of others, too.
         */
        delete: operations["give_upload_up_api_v1_collections__collection__uploads__upload__delete"];
        options?: never;
        head?: never;
        /**
         * Append To Upload
         * @description Bring a piece; where it is the last, and the upload has a path, the file is put.
         */
        patch: operations["append_to_upload_api_v1_collections__collection__uploads__upload__patch"];
        trace?: never;
    };
    "/data/{collection}/{address}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Tree
         * @description A file, the index of a directory, or the `checksums.txt` of one: for tools that mirror plain trees.
         */
        get: operations["read_tree_data__collection___address__get"];
        /**
         * Put
         * @description Put a file: all of it is in place and committed, or nothing is changed.
         */
        put: operations["put_data__collection___address__put"];
        post?: never;
        /**
         * Delete
         * @description Remove a file, or a directory with all that lies in it. Older versions stay in the history.
         */
        delete: operations["delete_data__collection___address__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/collections/{collection}/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create Link
         * @description Make a link: whoever has it may do what it says until it ends, without a token.
         *
         *     It permits no more than its maker may, and ends with the maker's token. The link is the value of the
         *     parameter `link`, in any URL of what it is for: contents, lists, archives.
         */
        post: operations["create_link_api_v1_collections__collection__links_post"];
        /**
         * End Links
         * @description End every link of the collection, by a new key: for one that came into wrong hands.
         */
        delete: operations["end_links_api_v1_collections__collection__links_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Tokens
         * @description The tokens of the collections that the caller administers, dead ones too.
         */
        get: operations["list_tokens_api_v1_tokens_get"];
        put?: never;
        /**
         * Create Token
         * @description Make a token. Its text is in this answer alone.
         */
        post: operations["create_token_api_v1_tokens_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke Token
         * @description Revoke a token: it lets nobody in any more, here and everywhere.
         */
        delete: operations["revoke_token_api_v1_tokens__token__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/collections/{collection}/access": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Rules
         * @description The rules of the collection.
         */
        get: operations["read_rules_api_v1_collections__collection__access_get"];
        /**
         * Write Rules
         * @description Replace the rules of the collection; every process of it keeps them within a moment.
         */
        put: operations["write_rules_api_v1_collections__collection__access_put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
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
            /** Revision */
            revision: number;
            /** Files */
            files: number;
            /** Bytes */
            bytes: number;
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
export interface operations {
    healthz_healthz_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Liveness"];
                };
            };
            400: components["responses"]["malformed-request"];
            500: components["responses"]["internal"];
            /** @description It is stuck: restart it. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Liveness"];
                };
            };
        };
    };
    readyz_readyz_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            400: components["responses"]["malformed-request"];
            500: components["responses"]["internal"];
            /** @description It cannot work now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
        };
    };
    metrics_metrics_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            421: components["responses"]["misdirected"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    read_caller_api_v1_caller_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallerAnswer"];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            421: components["responses"]["misdirected"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    list_files_api_v1_collections__collection__files_get: {
        parameters: {
            query?: {
                /** @description The cursor of the page before: its `next`. */
                after?: string;
                /** @description Rows of one page. */
                limit?: number;
                /** @description As it stood at this revision, or at this time (ISO 8601); default: now. */
                at?: string | null;
                /** @description Only paths that begin with this. */
                prefix?: string;
                /** @description Only paths that match: `*` and `?` within a component, `**` over several. Without a slash it is held against the name alone. */
                glob?: string | null;
                /** @description Only files, or only directories. */
                kind?: ("file" | "directory") | null;
                /** @description Only what changed after this revision. */
                changed_since?: number | null;
                /** @description Only files with this BLAKE3-256. */
                content?: string | null;
                min_size?: number | null;
                max_size?: number | null;
                /** @description Whether paths that were deleted are listed too. */
                deleted?: boolean;
            };
            header?: never;
            path: {
                /** @description The collection that is asked about. */
                collection: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SelectionPage"];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    read_file_api_v1_collections__collection__files__path__get: {
        parameters: {
            query?: {
                /** @description Rows of one page. */
                limit?: number;
                /** @description The cursor of the page before: its `next`. */
                before?: number | null;
            };
            header?: never;
            path: {
                /** @description A path of the collection. */
                path: string;
                /** @description The collection that is asked about. */
                collection: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileFacts"];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    read_content_api_v1_collections__collection__content__path__get: {
        parameters: {
            query?: {
                /** @description As it stood at this revision, or at this time (ISO 8601); default: now. */
                at?: string | null;
            };
            header?: never;
            path: {
                /** @description A path of the collection. */
                path: string;
                /** @description The collection that is asked about. */
                collection: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All bytes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description The ranges that were asked for. */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description The caller has them already. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            412: components["responses"]["changed"];
            416: components["responses"]["range"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    put_content_api_v1_collections__collection__content__path__put: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string | null;
                "if-none-match"?: string | null;
                "if-unmodified-since"?: string | null;
                "content-digest"?: string | null;
                "repr-digest"?: string | null;
                "oc-checksum"?: string | null;
                digest?: string | null;
                "content-md5"?: string | null;
                /** @description The time that the file shall have: ISO 8601, or seconds since 1970 UTC. */
                "SpiceRack-Modified"?: string | null;
                "x-oc-mtime"?: string | null;
                prefer?: string | null;
            };
            path: {
                /** @description A path of the collection. */
                path: string;
                /** @description The collection that is asked about. */
                collection: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description It is committed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangeRow"];
                };
            };
            /** @description It is committed, and nothing stood there before. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangeRow"];
                };
            };
            /** @description It is in place; `Location` says where to ask for its commit. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangeRow"];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            408: components["responses"]["too-slow"];
            409: components["responses"]["refused"];
            412: components["responses"]["changed"];
            413: components["responses"]["too-large"];
            415: components["responses"]["media-type"];
            421: components["responses"]["misdirected"];
            /** @description The request is out of form, or a file looks broken: the rules of the site's quarantine keep it back. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            507: components["responses"]["no-space"];
        };
    };
    delete_content_api_v1_collections__collection__content__path__delete: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string | null;
                "if-none-match"?: string | null;
                "if-unmodified-since"?: string | null;
                prefer?: string | null;
            };
            path: {
                /** @description A path of the collection. */
                path: string;
                /** @description The collection that is asked about. */
                collection: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is committed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangeRow"];
                };
            };
            /** @description It is committed, and nothing stood there before. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangeRow"];
                };
            };
            /** @description It is in place; `Location` says where to ask for its commit. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangeRow"];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            408: components["responses"]["too-slow"];
            409: components["responses"]["refused"];
            412: components["responses"]["changed"];
            413: components["responses"]["too-large"];
            415: components["responses"]["media-type"];
            421: components["responses"]["misdirected"];
            /** @description The request is out of form, or a file looks broken: the rules of the site's quarantine keep it back. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            507: components["responses"]["no-space"];
        };
    };
    read_blob_api_v1_collections__collection__blobs__content__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description BLAKE3-256, hexadecimal. */
                content: string;
                /** @description The collection that is asked about. */
                collection: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All bytes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description The ranges that were asked for. */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description The caller has them already. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            412: components["responses"]["changed"];
            416: components["responses"]["range"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    copy_file_api_v1_collections__collection__copy_post: {
        parameters: {
            query?: never;
            header?: {
                prefer?: string | null;
            };
            path: {
                /** @description The collection that is asked about. */
                collection: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MoveAsked"];
            };
        };
        responses: {
            /** @description It is committed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangeRow"];
                };
            };
            /** @description It is committed, and nothing stood there before. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangeRow"];
                };
            };
            /** @description It is in place; `Location` says where to ask for its commit. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangeRow"];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            408: components["responses"]["too-slow"];
            409: components["responses"]["refused"];
            412: components["responses"]["changed"];
            413: components["responses"]["too-large"];
            415: components["responses"]["media-type"];
            421: components["responses"]["misdirected"];
            /** @description The request is out of form, or a file looks broken: the rules of the site's quarantine keep it back. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            507: components["responses"]["no-space"];
        };
    };
    move_file_api_v1_collections__collection__move_post: {
        parameters: {
            query?: never;
            header?: {
                prefer?: string | null;
            };
            path: {
                /** @description The collection that is asked about. */
                collection: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MoveAsked"];
            };
        };
        responses: {
            /** @description It is committed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangeRow"];
                };
            };
            /** @description It is committed, and nothing stood there before. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangeRow"];
                };
            };
            /** @description It is in place; `Location` says where to ask for its commit. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangeRow"];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            408: components["responses"]["too-slow"];
            409: components["responses"]["refused"];
            412: components["responses"]["changed"];
            413: components["responses"]["too-large"];
            415: components["responses"]["media-type"];
            421: components["responses"]["misdirected"];
            /** @description The request is out of form, or a file looks broken: the rules of the site's quarantine keep it back. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            507: components["responses"]["no-space"];
        };
    };
    read_change_api_v1_collections__collection__changes__change__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As a change was answered. */
                change: string;
                /** @description The collection that is asked about. */
                collection: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangeRow"];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    read_difference_api_v1_collections__collection__diff_get: {
        parameters: {
            query: {
                /** @description One revision or time; 0 is before the first. */
                from: string;
                /** @description The other; it may be the earlier one. Default: now. */
                to?: string | null;
                /** @description The cursor of the page before: its `next`. */
                after?: string;
                /** @description Rows of one page. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The collection that is asked about. */
                collection: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DifferencePage"];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    read_log_api_v1_collections__collection__log_get: {
        parameters: {
            query?: {
                /** @description Rows of one page. */
                limit?: number;
                /** @description The cursor of the page before: its `next`. */
                before?: number | null;
            };
            header?: never;
            path: {
                /** @description The collection that is asked about. */
                collection: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommitPage"];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    read_overview_api_v1_overview_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OverviewAnswer"];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            421: components["responses"]["misdirected"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    follow_overview_api_v1_overview_events_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An event `overview` with all of it, and an event `change` with whatever changes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": {
                        /** @enum {unknown} */
                        event: "overview" | "change";
                        data: string;
                    };
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            421: components["responses"]["misdirected"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    example_change_api_v1_overview_events_example_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OverviewChange"];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            421: components["responses"]["misdirected"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    follow_events_api_v1_collections__collection__events_get: {
        parameters: {
            query?: {
                /** @description Tell what came after this revision. */
                after?: number | null;
            };
            header?: {
                /** @description The id that was heard last. */
                "Last-Event-ID"?: string | null;
            };
            path: {
                /** @description The collection that is asked about. */
                collection: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events without end: `id` is the revision, `data` a commit's changes as JSON. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example id: 7
                     *     event: commit
                     *     data: {}
                     */
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    example_event_api_v1_collections__collection__events_example_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The collection that is asked about. */
                collection: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommitEvent"];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    make_archive_api_v1_collections__collection__archive_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The collection that is asked about. */
                collection: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ArchiveRequest"];
            };
        };
        responses: {
            /** @description The archive. Its first member lists the BLAKE3-256 of all others. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                    "application/x-tar": string;
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            408: components["responses"]["too-slow"];
            413: components["responses"]["too-large"];
            415: components["responses"]["media-type"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    make_commit_api_v1_collections__collection__commits_post: {
        parameters: {
            query?: never;
            header?: {
                prefer?: string | null;
            };
            path: {
                /** @description The collection that is asked about. */
                collection: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CommitAsked"];
            };
        };
        responses: {
            /** @description It is committed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangeRow"];
                };
            };
            /** @description It is committed, and nothing stood there before. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangeRow"];
                };
            };
            /** @description It is in place; `Location` says where to ask for its commit. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangeRow"];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            408: components["responses"]["too-slow"];
            409: components["responses"]["refused"];
            412: components["responses"]["changed"];
            413: components["responses"]["too-large"];
            415: components["responses"]["media-type"];
            421: components["responses"]["misdirected"];
            /** @description The request is out of form, or a file looks broken: the rules of the site's quarantine keep it back. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            507: components["responses"]["no-space"];
        };
    };
    list_uploads_api_v1_collections__collection__uploads_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The collection that is asked about. */
                collection: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadList"];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    create_upload_api_v1_collections__collection__uploads_post: {
        parameters: {
            query?: {
                /** @description Where the file goes when it is whole. */
                path?: string | null;
            };
            header?: {
                "upload-complete"?: string | null;
                "upload-length"?: string | null;
                "if-match"?: string | null;
                "if-none-match"?: string | null;
                "if-unmodified-since"?: string | null;
                /** @description The time that the file shall have: ISO 8601, or seconds since 1970 UTC. */
                "SpiceRack-Modified"?: string | null;
                "x-oc-mtime"?: string | null;
                prefer?: string | null;
            };
            path: {
                /** @description The collection that is asked about. */
                collection: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadRow"];
                };
            };
            /** @description The bytes are not what was said of them, or are complete already. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            408: components["responses"]["too-slow"];
            /** @description A piece begins elsewhere than the upload ends, or it cannot be put. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            412: components["responses"]["changed"];
            413: components["responses"]["too-large"];
            415: components["responses"]["media-type"];
            421: components["responses"]["misdirected"];
            /** @description The request is out of form, or a file looks broken: the rules of the site's quarantine keep it back. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            507: components["responses"]["no-space"];
        };
    };
    read_options_api_v1_collections__collection__uploads_options: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The collection that is asked about. */
                collection: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    read_upload_api_v1_collections__collection__uploads__upload__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As its creation has answered. */
                upload: string;
                /** @description The collection that is asked about. */
                collection: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadRow"];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    give_upload_up_api_v1_collections__collection__uploads__upload__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As its creation has answered. */
                upload: string;
                /** @description The collection that is asked about. */
                collection: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            408: components["responses"]["too-slow"];
            413: components["responses"]["too-large"];
            415: components["responses"]["media-type"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    append_to_upload_api_v1_collections__collection__uploads__upload__patch: {
        parameters: {
            query?: never;
            header?: {
                "upload-offset"?: string | null;
                "upload-complete"?: string | null;
                "upload-length"?: string | null;
                prefer?: string | null;
            };
            path: {
                /** @description As its creation has answered. */
                upload: string;
                /** @description The collection that is asked about. */
                collection: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/partial-upload": string;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadRow"];
                };
            };
            /** @description The bytes are not what was said of them, or are complete already. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            408: components["responses"]["too-slow"];
            /** @description A piece begins elsewhere than the upload ends, or it cannot be put. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            412: components["responses"]["changed"];
            413: components["responses"]["too-large"];
            415: components["responses"]["media-type"];
            421: components["responses"]["misdirected"];
            /** @description The request is out of form, or a file looks broken: the rules of the site's quarantine keep it back. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            507: components["responses"]["no-space"];
        };
    };
    read_tree_data__collection___address__get: {
        parameters: {
            query?: {
                /** @description How an index is written. */
                format?: components["schemas"]["Format"];
            };
            header?: never;
            path: {
                /** @description A path of the collection; of a directory with its slash. */
                address: string;
                /** @description The collection that is asked about. */
                collection: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All bytes of a file, or what lies right in a directory. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                    "text/html": string;
                    "application/json": Record<string, never>[];
                };
            };
            /** @description The ranges of a file that were asked for. */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A directory is at the address with a slash at its end. */
            301: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The caller has the file already. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            412: components["responses"]["changed"];
            416: components["responses"]["range"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    put_data__collection___address__put: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string | null;
                "if-none-match"?: string | null;
                "if-unmodified-since"?: string | null;
                "content-digest"?: string | null;
                "repr-digest"?: string | null;
                "oc-checksum"?: string | null;
                digest?: string | null;
                "content-md5"?: string | null;
                /** @description The time that the file shall have: ISO 8601, or seconds since 1970 UTC. */
                "SpiceRack-Modified"?: string | null;
                "x-oc-mtime"?: string | null;
            };
            path: {
                /** @description Relative to the root of the collection. */
                address: string;
                /** @description The collection that is asked about. */
                collection: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description It is committed, and nothing stood there before. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It is in place; `Location` says where to ask for its commit. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It is committed. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            405: components["responses"]["method"];
            408: components["responses"]["too-slow"];
            409: components["responses"]["refused"];
            412: components["responses"]["changed"];
            413: components["responses"]["too-large"];
            415: components["responses"]["media-type"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            507: components["responses"]["no-space"];
        };
    };
    delete_data__collection___address__delete: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string | null;
                "if-none-match"?: string | null;
                "if-unmodified-since"?: string | null;
            };
            path: {
                /** @description Relative to the root of the collection. */
                address: string;
                /** @description The collection that is asked about. */
                collection: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is committed, and nothing stood there before. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It is in place; `Location` says where to ask for its commit. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It is committed. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            405: components["responses"]["method"];
            408: components["responses"]["too-slow"];
            409: components["responses"]["refused"];
            412: components["responses"]["changed"];
            413: components["responses"]["too-large"];
            415: components["responses"]["media-type"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
            507: components["responses"]["no-space"];
        };
    };
    create_link_api_v1_collections__collection__links_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The collection that is asked about. */
                collection: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkMade"];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            408: components["responses"]["too-slow"];
            413: components["responses"]["too-large"];
            415: components["responses"]["media-type"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    end_links_api_v1_collections__collection__links_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The collection that is asked about. */
                collection: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinksRenewed"];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            408: components["responses"]["too-slow"];
            409: components["responses"]["refused"];
            413: components["responses"]["too-large"];
            415: components["responses"]["media-type"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    list_tokens_api_v1_tokens_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenList"];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            421: components["responses"]["misdirected"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    create_token_api_v1_tokens_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenMade"];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            408: components["responses"]["too-slow"];
            409: components["responses"]["refused"];
            413: components["responses"]["too-large"];
            415: components["responses"]["media-type"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    revoke_token_api_v1_tokens__token__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id that the list shows. */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenRow"];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            408: components["responses"]["too-slow"];
            409: components["responses"]["refused"];
            413: components["responses"]["too-large"];
            415: components["responses"]["media-type"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    read_rules_api_v1_collections__collection__access_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The collection that is asked about. */
                collection: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RulesShown"];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    write_rules_api_v1_collections__collection__access_put: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the rules that are replaced; without it, of those that stand. */
                "if-match"?: string | null;
            };
            path: {
                /** @description The collection that is asked about. */
                collection: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RulesWanted"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RulesShown"];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            408: components["responses"]["too-slow"];
            409: components["responses"]["refused"];
            412: components["responses"]["changed"];
            413: components["responses"]["too-large"];
            415: components["responses"]["media-type"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
}
