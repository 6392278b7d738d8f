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
    "/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Status
         * @description How far this service is.
         */
        get: operations["read_status_status_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/spice/kernels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Kernels
         * @description The kernels of the collection, page by page, by path.
         */
        get: operations["list_kernels_api_v1_spice_kernels_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/spice/coverage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Coverage
         * @description When one subject is covered, with the gaps between, and by which kernels.
         */
        get: operations["read_coverage_api_v1_spice_coverage_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/spice/missions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Missions
         * @description The missions that kernels are of, and how many there are of each kind.
         */
        get: operations["list_missions_api_v1_spice_missions_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/spice/missions/{mission}/kernels/{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Of Mission
         * @description The kernels of one kind of a mission, page by page.
         */
        get: operations["list_of_mission_api_v1_spice_missions__mission__kernels__kind__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/spice/missions/{mission}/kernels/{kind}/newest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Newest
         * @description The newest kernel of each line of names: of its last slot the highest version.
         */
        get: operations["list_newest_api_v1_spice_missions__mission__kernels__kind__newest_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/spice/metakernels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Meta Kernels
         * @description The meta-kernels of the collection, by path.
         */
        get: operations["list_meta_kernels_api_v1_spice_metakernels_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/spice/metakernels/{path}/render": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Render Meta Kernel
         * @description A meta-kernel whose members are found below `root`, wherever it was written for.
         */
        get: operations["render_meta_kernel_api_v1_spice_metakernels__path__render_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/spice/metakernels/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Meta Kernel
         * @description A meta-kernel with its members in the order of loading, and what became of each.
         */
        get: operations["read_meta_kernel_api_v1_spice_metakernels__path__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/spice/kernel-sets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Find Kernel Set
         * @description The least ordered set of kernels for bodies, instruments and frames over times.
         */
        post: operations["find_kernel_set_api_v1_spice_kernel_sets_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/spice/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make Account
         * @description What is missing, differs, was superseded or withdrawn, by the list of an archive.
         */
        post: operations["make_account_api_v1_spice_accounts_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/spice/geometry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Answer Question
         * @description Any calculation: states, orientations, surface points, searches for events and more.
         */
        post: operations["answer_question_api_v1_spice_geometry_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/spice/geometry/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Submit Job
         * @description Ask a question whose answer is fetched later.
         */
        post: operations["submit_job_api_v1_spice_geometry_jobs_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/spice/geometry/jobs/{job}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Job
         * @description How far a job is.
         */
        get: operations["read_job_api_v1_spice_geometry_jobs__job__get"];
        put?: never;
        post?: never;
        /**
         * Remove Job
         * @description Cancel a job, and forget its answer.
         */
        delete: operations["remove_job_api_v1_spice_geometry_jobs__job__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/spice/geometry/jobs/{job}/answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Job Answer
         * @description The answer of a job that is complete.
         */
        get: operations["read_job_answer_api_v1_spice_geometry_jobs__job__answer_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webgeocalc/api/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Metadata
         * @description What this service is.
         */
        get: operations["read_metadata_webgeocalc_api__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webgeocalc/api/kernel-sets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Kernel Sets
         * @description The meta-kernels of the collection.
         */
        get: operations["list_kernel_sets_webgeocalc_api_kernel_sets_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webgeocalc/api/kernel-set/{number}/bodies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Bodies
         * @description The bodies of a set.
         */
        get: operations["list_bodies_webgeocalc_api_kernel_set__number__bodies_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webgeocalc/api/kernel-set/{number}/instruments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Instruments
         * @description The instruments of a set that have a field of view.
         */
        get: operations["list_instruments_webgeocalc_api_kernel_set__number__instruments_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webgeocalc/api/kernel-set/{number}/frames": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Frames
         * @description The frames of a set.
         */
        get: operations["list_frames_webgeocalc_api_kernel_set__number__frames_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webgeocalc/api/calculation/new": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * New Calculation
         * @description Ask a question; its answer is fetched later.
         */
        post: operations["new_calculation_webgeocalc_api_calculation_new_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webgeocalc/api/calculation/{job}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Calculation
         * @description How far a calculation is.
         */
        get: operations["read_calculation_webgeocalc_api_calculation__job__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webgeocalc/api/calculation/{job}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Cancel Calculation
         * @description End a calculation. WebGeocalc asks so by GET: a caller ends nothing but its own.
         */
        get: operations["cancel_calculation_webgeocalc_api_calculation__job__cancel_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webgeocalc/api/calculation/{job}/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Results
         * @description The columns and rows of a calculation that is complete; `Link` leads to the kernels that it used.
         */
        get: operations["read_results_webgeocalc_api_calculation__job__results_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/spiceql/getTargetStates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Target States
         * @description Position, velocity (km, km/s) and light time (s) of a target at each time.
         */
        get: operations["get_target_states_spiceql_getTargetStates_get"];
        put?: never;
        /**
         * Post Target States
         * @description The same, with more times than an address holds.
         */
        post: operations["post_target_states_spiceql_getTargetStates_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/spiceql/getTargetStatesRanged": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Target States Ranged
         * @description The same, at times at equal distances.
         */
        get: operations["get_target_states_ranged_spiceql_getTargetStatesRanged_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/spiceql/getTargetOrientations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Target Orientations
         * @description The rotation from the reference frame to the other: quaternion (scalar first), angular velocity.
         */
        get: operations["get_target_orientations_spiceql_getTargetOrientations_get"];
        put?: never;
        /**
         * Post Target Orientations
         * @description The same, with more times than an address holds.
         */
        post: operations["post_target_orientations_spiceql_getTargetOrientations_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/spiceql/getTargetOrientationsRanged": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Target Orientations Ranged
         * @description The same, at times at equal distances.
         */
        get: operations["get_target_orientations_ranged_spiceql_getTargetOrientationsRanged_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/spiceql/extractExactCkTimes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Extract Exact Ck Times
         * @description The times that a CK holds pointings at, from the last before a window to the first after it.
         */
        get: operations["extract_exact_ck_times_spiceql_extractExactCkTimes_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/spiceql/getExactTargetOrientations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Exact Target Orientations
         * @description Orientations at the times that a CK holds pointings at; each row begins with its time.
         */
        get: operations["get_exact_target_orientations_spiceql_getExactTargetOrientations_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/spiceql/utcToEt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Utc To Et
         * @description UTC as TDB seconds past J2000; without any kernel by the leap seconds that are built in.
         */
        get: operations["utc_to_et_spiceql_utcToEt_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/spiceql/etToUtc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Et To Utc
         * @description TDB seconds past J2000 as UTC, in one of ET2UTC's forms: C, D, J, ISOC, ISOD.
         */
        get: operations["et_to_utc_spiceql_etToUtc_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/spiceql/strSclkToEt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Str Sclk To Et
         * @description A reading of a spacecraft's clock as TDB seconds past J2000.
         */
        get: operations["str_sclk_to_et_spiceql_strSclkToEt_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/spiceql/doubleSclkToEt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Double Sclk To Et
         * @description Encoded ticks of a spacecraft's clock as TDB seconds past J2000.
         */
        get: operations["double_sclk_to_et_spiceql_doubleSclkToEt_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/spiceql/doubleEtToSclk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Double Et To Sclk
         * @description TDB seconds past J2000 as a reading of a spacecraft's clock.
         */
        get: operations["double_et_to_sclk_spiceql_doubleEtToSclk_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/spiceql/doubleEtsToSclkTicks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Double Ets To Sclk Ticks
         * @description TDB seconds past J2000 as encoded ticks of a spacecraft's clock.
         */
        get: operations["double_ets_to_sclk_ticks_spiceql_doubleEtsToSclkTicks_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/spiceql/translateNameToCode": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Translate Name To Code
         * @description The code of a body's name, else of a frame's.
         */
        get: operations["translate_name_to_code_spiceql_translateNameToCode_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/spiceql/translateCodeToName": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Translate Code To Name
         * @description The name of a body's code, else of a frame's.
         */
        get: operations["translate_code_to_name_spiceql_translateCodeToName_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/spiceql/getFrameInfo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Frame Info
         * @description Center, class and number within the class of a frame.
         */
        get: operations["get_frame_info_spiceql_getFrameInfo_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/spiceql/getTargetFrameInfo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Target Frame Info
         * @description The frame that is fixed to a body.
         */
        get: operations["get_target_frame_info_spiceql_getTargetFrameInfo_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/spiceql/findMissionKeywords": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find Mission Keywords
         * @description Variables of a mission's frame and instrument kernels.
         */
        get: operations["find_mission_keywords_spiceql_findMissionKeywords_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/spiceql/findTargetKeywords": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find Target Keywords
         * @description Constants of bodies.
         */
        get: operations["find_target_keywords_spiceql_findTargetKeywords_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/spiceql/frameTrace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Frame Trace
         * @description The frames from one to J2000: those that turn with time, and those that do not.
         */
        get: operations["frame_trace_spiceql_frameTrace_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/spiceql/searchForKernelsets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search For Kernelsets
         * @description The kernels of missions and bodies, by type; of CKs and SPKs those that cover some of the times.
         */
        get: operations["search_for_kernelsets_spiceql_searchForKernelsets_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/spiceql/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Health
         * @description Whether this service answers.
         */
        get: operations["read_health_spiceql__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imap/spice-query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Query Kernels
         * @description The kernels of one type, by path.
         */
        get: operations["query_kernels_imap_spice_query_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imap/download/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download Kernel
         * @description The bytes of a kernel, whatever the folders that IMAP keeps it in.
         */
        get: operations["download_kernel_imap_download__file__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/home/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Home
         * @description What there is below.
         */
        get: operations["read_home_api_home__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/home/hash/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Hash
         * @description A hash of all kernels: it changes when one does.
         */
        get: operations["read_hash_api_home_hash__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/home/naif/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Naif
         * @description Missions, as folders of NAIF's archive are called.
         */
        get: operations["list_naif_api_home_naif__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/home/missions/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Missions Of Old
         * @description Missions.
         */
        get: operations["list_missions_of_old_api_home_missions__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/home/missions/{mission}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Mission
         * @description One mission.
         */
        get: operations["read_mission_api_home_missions__mission___get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/home/missions/{mission}/misc/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Misc
         * @description Files that are of no kind.
         */
        get: operations["list_misc_api_home_missions__mission__misc__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/home/missions/{mission}/kernels/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Kinds
         * @description The kinds of kernels that a mission has.
         */
        get: operations["list_kinds_api_home_missions__mission__kernels__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/home/missions/{mission}/kernels/{kernel}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Kind
         * @description What there is below a kind.
         */
        get: operations["read_kind_api_home_missions__mission__kernels__kernel___get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/home/missions/{mission}/kernels/{kernel}/files/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Files Of Old
         * @description The files of one kind.
         */
        get: operations["list_files_of_old_api_home_missions__mission__kernels__kernel__files__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/home/missions/{mission}/kernels/{kernel}/files/newest/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Newest Files
         * @description The newest of each line of names.
         */
        get: operations["list_newest_files_api_home_missions__mission__kernels__kernel__files_newest__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/home/missions/{mission}/kernels/{kernel}/files/{file}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read File Of Old
         * @description One file.
         */
        get: operations["read_file_of_old_api_home_missions__mission__kernels__kernel__files__file___get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/home/missions/{mission}/kernels/{kernel}/files/{file}/raw/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Raw
         * @description The lines of a text kernel.
         */
        get: operations["read_raw_api_home_missions__mission__kernels__kernel__files__file__raw__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/home/missions/{mission}/kernels/{kernel}/files/{file}/newest/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Newest File
         * @description The newest version of a file, which may be named without its version.
         */
        get: operations["read_newest_file_api_home_missions__mission__kernels__kernel__files__file__newest__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/home/missions/{mission}/metakernels/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Meta Kernels Of Old
         * @description Meta-kernels.
         */
        get: operations["list_meta_kernels_of_old_api_home_missions__mission__metakernels__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/home/missions/{mission}/metakernels/newest/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Newest Meta Kernels
         * @description The newest meta-kernels.
         */
        get: operations["list_newest_meta_kernels_api_home_missions__mission__metakernels_newest__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/home/missions/{mission}/metakernels/years/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Years
         * @description The years that meta-kernels are named for.
         */
        get: operations["list_years_api_home_missions__mission__metakernels_years__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/home/missions/{mission}/metakernels/years/{year}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Of Year
         * @description The meta-kernels of a year.
         */
        get: operations["list_of_year_api_home_missions__mission__metakernels_years__year___get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/home/missions/{mission}/metakernels/years/{year}/newest/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Newest Of Year
         * @description The newest meta-kernels of a year.
         */
        get: operations["list_newest_of_year_api_home_missions__mission__metakernels_years__year__newest__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/home/missions/{mission}/metakernels/{file}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Meta Kernel Of Old
         * @description One meta-kernel.
         */
        get: operations["read_meta_kernel_of_old_api_home_missions__mission__metakernels__file___get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/home/missions/{mission}/metakernels/{file}/raw/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Raw Meta Kernel
         * @description The lines of a meta-kernel.
         */
        get: operations["read_raw_meta_kernel_api_home_missions__mission__metakernels__file__raw__get"];
        put?: never;
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
         * AccountAnswer
         * @description How a folder stands to its source; paths are below the prefix, and of kernels alone.
         */
        AccountAnswer: {
            /** Revision */
            revision: number;
            /** Same */
            same: number;
            /** Unverified */
            unverified: number;
            /** Missing */
            missing: string[];
            /** Differing */
            differing: string[];
            /** Superseded */
            superseded: components["schemas"]["SupersededKernel"][];
            /** Withdrawn */
            withdrawn: string[];
        };
        /**
         * AccountQuestion
         * @description What an archive lists, and the folder that is a replica of it.
         */
        AccountQuestion: {
            /** Text */
            text: string;
            /**
             * Listing
             * @default checksums
             * @enum {string}
             */
            listing?: "checksums" | "inventory";
            /**
             * Prefix
             * @default
             */
            prefix?: string;
            /**
             * Verify Bytes
             * @default 0
             */
            verify_bytes?: number;
        };
        /**
         * AngularSeparation
         * @description The angle between two targets, seen from an observer. deg; of spheres, between their limbs.
         */
        AngularSeparation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            calculation: "angular-separation";
            /** Target1 */
            target1: string;
            /** Target2 */
            target2: string;
            /** Observer */
            observer: string;
            /**
             * Shape1
             * @default POINT
             * @enum {string}
             */
            shape1?: "POINT" | "SPHERE";
            /**
             * Shape2
             * @default POINT
             * @enum {string}
             */
            shape2?: "POINT" | "SPHERE";
            /**
             * Aberration
             * @default CN
             * @enum {string}
             */
            aberration?: "NONE" | "LT" | "LT+S" | "CN" | "CN+S" | "XLT" | "XLT+S" | "XCN" | "XCN+S";
            times: components["schemas"]["Times"];
        };
        /**
         * AngularSize
         * @description The angle that a target's largest radius fills, seen from an observer. deg.
         */
        AngularSize: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            calculation: "angular-size";
            /** Target */
            target: string;
            /** Observer */
            observer: string;
            /**
             * Aberration
             * @default CN
             * @enum {string}
             */
            aberration?: "NONE" | "LT" | "LT+S" | "CN" | "CN+S" | "XLT" | "XLT+S" | "XCN" | "XCN+S";
            times: components["schemas"]["Times"];
        };
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
         * AzimuthElevation
         * @description A direction in a frame by azimuth and elevation. deg.
         */
        AzimuthElevation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "az-el";
            /** Frame */
            frame: string;
            /** Az */
            az: number;
            /** El */
            el: number;
            /**
             * Azimuth Counterclockwise
             * @default false
             */
            azimuth_counterclockwise?: boolean;
            /**
             * Elevation Positive Z
             * @default true
             */
            elevation_positive_z?: boolean;
        };
        /**
         * Boresight
         * @description The boresight of an instrument.
         */
        Boresight: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "boresight";
            /** Instrument */
            instrument: string;
        };
        /**
         * Condition
         * @description A relation of the quantity that is searched. km, km/s, deg.
         */
        "Condition-Input": {
            /**
             * Relation
             * @enum {string}
             */
            relation: "<" | "=" | ">" | "RANGE" | "ABSMIN" | "ABSMAX" | "LOCMIN" | "LOCMAX";
            /** Value */
            value?: number | null;
            /** Upper */
            upper?: number | null;
            /**
             * Adjust
             * @default 0
             */
            adjust?: number;
        };
        /**
         * Condition
         * @description One thing that a ready process needs.
         */
        "Condition-Output": {
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
         * ConsideredKernel
         * @description A kernel that could have been in a set.
         */
        ConsideredKernel: {
            /** Path */
            path: string;
            /** Chosen */
            chosen: boolean;
            /** Why */
            why: string;
        };
        /**
         * ContentProblem
         * @description One thing that is wrong with a content.
         */
        ContentProblem: {
            /** Code */
            code: string;
            severity: components["schemas"]["Severity"];
            /** Detail */
            detail: string;
            /** Line */
            line?: number | null;
        };
        /**
         * CoordinateSearch
         * @description When a coordinate of a target's position fulfils a condition.
         */
        CoordinateSearch: {
            window: components["schemas"]["Window"];
            /** Step */
            step: number;
            /**
             * Complement
             * @default false
             */
            complement?: boolean;
            /**
             * Shorter Omitted
             * @default 0
             */
            shorter_omitted?: number;
            /**
             * Expand
             * @default 0
             */
            expand?: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            calculation: "search-coordinate";
            /** Target */
            target: string;
            /** Observer */
            observer: string;
            /** Frame */
            frame: string;
            /**
             * Aberration
             * @default CN
             * @enum {string}
             */
            aberration?: "NONE" | "LT" | "LT+S" | "CN" | "CN+S" | "XLT" | "XLT+S" | "XCN" | "XCN+S";
            /**
             * System
             * @enum {string}
             */
            system: "RECTANGULAR" | "LATITUDINAL" | "RA/DEC" | "SPHERICAL" | "CYLINDRICAL" | "GEODETIC" | "PLANETOGRAPHIC";
            /** Coordinate */
            coordinate: string;
            condition: components["schemas"]["Condition-Input"];
        };
        /**
         * CoverageAnswer
         * @description When one subject is covered by all kernels of a collection together.
         */
        CoverageAnswer: {
            /** Revision */
            revision: number;
            /** Subject */
            subject: string;
            /** Code */
            code: number;
            /**
             * Name
             * @default
             */
            name?: string;
            /**
             * Spans
             * @default []
             */
            spans?: components["schemas"]["Span"][];
            /**
             * Gaps
             * @default []
             */
            gaps?: components["schemas"]["Span"][];
            /**
             * Exact
             * @default true
             */
            exact?: boolean;
            /**
             * Kernels
             * @default []
             */
            kernels?: components["schemas"]["KernelRow"][];
            /**
             * Untimed
             * @default []
             */
            untimed?: string[];
            /**
             * Notes
             * @default []
             */
            notes?: string[];
        };
        /**
         * CoveredSubject
         * @description What one kernel covers of one body, instrument or frame.
         */
        CoveredSubject: {
            /** Subject */
            subject: string;
            /** Code */
            code: number;
            /**
             * Name
             * @default
             */
            name?: string;
            /** Relative To */
            relative_to?: number | null;
            /**
             * Exact
             * @default true
             */
            exact?: boolean;
            /**
             * Timed
             * @default true
             */
            timed?: boolean;
            /**
             * Spans
             * @default []
             */
            spans?: components["schemas"]["Span"][];
        };
        /**
         * DirectionSeparation
         * @description The angle between two directions. deg.
         */
        DirectionSeparation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            calculation: "direction-separation";
            /** Direction1 */
            direction1: components["schemas"]["Boresight"] | components["schemas"]["FovBoundary"] | components["schemas"]["InFov"] | components["schemas"]["FrameAxis"] | components["schemas"]["InFrame"] | components["schemas"]["RightAscension"] | components["schemas"]["AzimuthElevation"] | components["schemas"]["PositionDirection"] | components["schemas"]["VelocityDirection"];
            /** Direction2 */
            direction2: components["schemas"]["Boresight"] | components["schemas"]["FovBoundary"] | components["schemas"]["InFov"] | components["schemas"]["FrameAxis"] | components["schemas"]["InFrame"] | components["schemas"]["RightAscension"] | components["schemas"]["AzimuthElevation"] | components["schemas"]["PositionDirection"] | components["schemas"]["VelocityDirection"];
            times: components["schemas"]["Times"];
        };
        /**
         * DistanceSearch
         * @description When the distance between target and observer fulfils a condition.
         */
        DistanceSearch: {
            window: components["schemas"]["Window"];
            /** Step */
            step: number;
            /**
             * Complement
             * @default false
             */
            complement?: boolean;
            /**
             * Shorter Omitted
             * @default 0
             */
            shorter_omitted?: number;
            /**
             * Expand
             * @default 0
             */
            expand?: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            calculation: "search-distance";
            /** Target */
            target: string;
            /** Observer */
            observer: string;
            /**
             * Aberration
             * @default CN
             * @enum {string}
             */
            aberration?: "NONE" | "LT" | "LT+S" | "CN" | "CN+S" | "XLT" | "XLT+S" | "XCN" | "XCN+S";
            condition: components["schemas"]["Condition-Input"];
        };
        /**
         * Failure
         * @description Why one question has no answer.
         */
        Failure: {
            /**
             * Reason
             * @enum {string}
             */
            reason: "malformed" | "unparsable-time" | "too-many" | "unknown-name" | "unknown-frame" | "no-coverage" | "frames-unconnected" | "no-leap-seconds" | "no-clock" | "no-constants" | "kernels" | "refused";
            /** Detail */
            detail: string;
            /**
             * Spice
             * @default
             */
            spice?: string;
            /**
             * Field
             * @default
             */
            field?: string;
            /** Body */
            body?: number | null;
            gap?: components["schemas"]["Gap"] | null;
        };
        /**
         * Family
         * @description The families of kernels (Kernel Required Reading). Values are published: they never change.
         * @enum {string}
         */
        Family: "spk" | "ck" | "pck" | "lsk" | "sclk" | "fk" | "ik" | "mk" | "dsk" | "ek" | "orbit-numbers" | "unknown";
        /**
         * FieldOfView
         * @description The field of view of an instrument, in its own frame, as its kernel states it.
         */
        FieldOfView: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            calculation: "field-of-view";
            /** Instrument */
            instrument: string;
        };
        /**
         * FileInfo
         * @description One file.
         */
        FileInfo: {
            /** Mission */
            mission: string;
            /** Kernel */
            kernel: string;
            /** File */
            file: string;
            /** Path */
            path: string;
            /** Newest */
            newest: string;
            /** Hash */
            hash: string;
            /** Links */
            links: string[];
        };
        /**
         * FovBoundary
         * @description The vectors that bound an instrument's field of view: one row each.
         */
        FovBoundary: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "fov-boundary";
            /** Instrument */
            instrument: string;
        };
        /**
         * FrameAxis
         * @description An axis of a frame.
         */
        FrameAxis: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "axis";
            /** Frame */
            frame: string;
            /**
             * Axis
             * @enum {string}
             */
            axis: "X" | "Y" | "Z";
        };
        /**
         * FrameChain
         * @description The frames from one to J2000, each defined relative to the next, at one time.
         */
        FrameChain: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            calculation: "frame-chain";
            /** Frame */
            frame: string;
            times: components["schemas"]["Times"];
        };
        /**
         * Gap
         * @description A span of time that no kernel of the set covers; an open end is absent. TDB seconds past J2000.
         */
        Gap: {
            /** Start */
            start?: number | null;
            /** Stop */
            stop?: number | null;
            /**
             * Start Text
             * @default
             */
            start_text?: string;
            /**
             * Stop Text
             * @default
             */
            stop_text?: string;
        };
        /**
         * GeometryRequest
         * @description A question, and the kernels that it is answered from.
         */
        GeometryRequest: {
            /** Question */
            question: components["schemas"]["States"] | components["schemas"]["Positions"] | components["schemas"]["Orientation"] | components["schemas"]["AngularSize"] | components["schemas"]["AngularSeparation"] | components["schemas"]["PhaseAngle"] | components["schemas"]["OsculatingElements"] | components["schemas"]["SubObserverPoint"] | components["schemas"]["SubSolarPoint"] | components["schemas"]["Illumination"] | components["schemas"]["SurfaceIntercept"] | components["schemas"]["TangentPoint"] | components["schemas"]["Pointing"] | components["schemas"]["DirectionSeparation"] | components["schemas"]["FieldOfView"] | components["schemas"]["Inventory"] | components["schemas"]["Keywords"] | components["schemas"]["FrameChain"] | components["schemas"]["PointingTimes"] | components["schemas"]["TimeConversion"] | components["schemas"]["Translation"] | components["schemas"]["CoordinateSearch"] | components["schemas"]["SeparationSearch"] | components["schemas"]["DistanceSearch"] | components["schemas"]["SubPointSearch"] | components["schemas"]["OccultationSearch"] | components["schemas"]["InterceptSearch"] | components["schemas"]["TargetInFovSearch"] | components["schemas"]["RayInFovSearch"] | components["schemas"]["RangeRateSearch"] | components["schemas"]["PhaseSearch"] | components["schemas"]["IlluminationSearch"];
            kernels?: components["schemas"]["KernelChoice"];
        };
        /**
         * Illumination
         * @description Incidence, emission and phase angles at a place on a target's surface. deg.
         */
        Illumination: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            calculation: "illumination";
            /** Target */
            target: string;
            /** Frame */
            frame: string;
            /** Observer */
            observer: string;
            /** Latitude */
            latitude: number;
            /** Longitude */
            longitude: number;
            /**
             * Surface
             * @default ELLIPSOID
             * @enum {string}
             */
            surface?: "ELLIPSOID" | "DSK/UNPRIORITIZED";
            /**
             * Illuminator
             * @default SUN
             */
            illuminator?: string;
            /**
             * Aberration
             * @default CN
             * @enum {string}
             */
            aberration?: "NONE" | "LT" | "LT+S" | "CN" | "CN+S" | "XLT" | "XLT+S" | "XCN" | "XCN+S";
            times: components["schemas"]["Times"];
        };
        /**
         * IlluminationSearch
         * @description When an angle of illumination at a place fulfils a condition.
         */
        IlluminationSearch: {
            window: components["schemas"]["Window"];
            /** Step */
            step: number;
            /**
             * Complement
             * @default false
             */
            complement?: boolean;
            /**
             * Shorter Omitted
             * @default 0
             */
            shorter_omitted?: number;
            /**
             * Expand
             * @default 0
             */
            expand?: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            calculation: "search-illumination";
            /** Target */
            target: string;
            /** Frame */
            frame: string;
            /** Observer */
            observer: string;
            /**
             * Angle
             * @enum {string}
             */
            angle: "PHASE" | "INCIDENCE" | "EMISSION";
            /** Latitude */
            latitude: number;
            /** Longitude */
            longitude: number;
            /**
             * Illuminator
             * @default SUN
             */
            illuminator?: string;
            /**
             * Aberration
             * @default CN
             * @enum {string}
             */
            aberration?: "NONE" | "LT" | "LT+S" | "CN" | "CN+S" | "XLT" | "XLT+S" | "XCN" | "XCN+S";
            condition: components["schemas"]["Condition-Input"];
        };
        /**
         * ImapKernel
         * @description One kernel, as IMAP tells it.
         */
        ImapKernel: {
            /** File Name */
            file_name: string;
            /** Kernel Type */
            kernel_type: string;
            /** Min Date Datetime */
            min_date_datetime: string;
            /** Max Date Datetime */
            max_date_datetime: string;
            /** Ingestion Date */
            ingestion_date: string;
            /** Version */
            version: string;
            /** Path */
            path: string;
            /** Hash */
            hash: string;
        };
        /**
         * InFov
         * @description A vector in the frame of an instrument.
         */
        InFov: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "in-fov";
            /** Instrument */
            instrument: string;
            /** Vector */
            vector: [
                number,
                number,
                number
            ];
        };
        /**
         * InFrame
         * @description A vector in a frame.
         */
        InFrame: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "vector";
            /** Frame */
            frame: string;
            /** Vector */
            vector: [
                number,
                number,
                number
            ];
        };
        /**
         * InterceptSearch
         * @description When a coordinate of a ray's surface intercept fulfils a condition.
         */
        InterceptSearch: {
            window: components["schemas"]["Window"];
            /** Step */
            step: number;
            /**
             * Complement
             * @default false
             */
            complement?: boolean;
            /**
             * Shorter Omitted
             * @default 0
             */
            shorter_omitted?: number;
            /**
             * Expand
             * @default 0
             */
            expand?: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            calculation: "search-intercept";
            /** Target */
            target: string;
            /** Frame */
            frame: string;
            /** Observer */
            observer: string;
            /** Direction */
            direction: components["schemas"]["Boresight"] | components["schemas"]["FovBoundary"] | components["schemas"]["InFov"] | components["schemas"]["FrameAxis"] | components["schemas"]["InFrame"] | components["schemas"]["RightAscension"] | components["schemas"]["AzimuthElevation"];
            /**
             * Surface
             * @default ELLIPSOID
             * @enum {string}
             */
            surface?: "ELLIPSOID" | "DSK/UNPRIORITIZED";
            /**
             * Aberration
             * @default CN
             * @enum {string}
             */
            aberration?: "NONE" | "LT" | "LT+S" | "CN" | "CN+S" | "XLT" | "XLT+S" | "XCN" | "XCN+S";
            /**
             * System
             * @enum {string}
             */
            system: "RECTANGULAR" | "LATITUDINAL" | "RA/DEC" | "SPHERICAL" | "CYLINDRICAL" | "GEODETIC" | "PLANETOGRAPHIC";
            /** Coordinate */
            coordinate: string;
            condition: components["schemas"]["Condition-Input"];
        };
        /**
         * Inventory
         * @description The bodies, frames or instruments that the kernels of a set know.
         */
        Inventory: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            calculation: "inventory";
            /**
             * Of
             * @default bodies
             * @enum {string}
             */
            of?: "bodies" | "frames" | "instruments";
        };
        /**
         * JobState
         * @description What is told of a job.
         */
        JobState: {
            /** Id */
            id: string;
            /** Calculation */
            calculation: string;
            phase: components["schemas"]["Phase"];
            /**
             * Progress
             * @default 0
             */
            progress?: number;
            /**
             * Position
             * @default 0
             */
            position?: number;
            /**
             * Rows
             * @default 0
             */
            rows?: number;
            /**
             * Made At
             * Format: date-time
             */
            made_at: string;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /**
             * Detail
             * @default
             */
            detail?: string;
            failure?: components["schemas"]["Failure"] | null;
        };
        /**
         * KernelChoice
         * @description Whence the kernels of a question come: one of these, or none for the least set that it needs.
         */
        KernelChoice: {
            /** Meta Kernel */
            meta_kernel?: string | null;
            /** Paths */
            paths?: string[] | null;
            select?: components["schemas"]["KernelSetQuestion"] | null;
        };
        /**
         * KernelPage
         * @description A page of kernels, by path.
         */
        KernelPage: {
            /** Revision */
            revision: number;
            /** Kernels */
            kernels: components["schemas"]["KernelRow"][];
            /** Next */
            next: string | null;
        };
        /**
         * KernelRow
         * @description One kernel of a collection.
         */
        KernelRow: {
            /** Path */
            path: string;
            /** Content */
            content: string;
            /** Size */
            size: number;
            /** Revision */
            revision: number;
            /** Kind */
            kind: string;
            /**
             * Form
             * @default
             */
            form?: string;
            /**
             * Mission
             * @default
             */
            mission?: string;
            /** Quality */
            quality: string;
            /** Described */
            described: boolean;
            /**
             * Completeness
             * @default
             */
            completeness?: string;
            /**
             * Worst
             * @default
             */
            worst?: string;
            /** Superseded By */
            superseded_by?: string | null;
            /**
             * Problems
             * @default []
             */
            problems?: components["schemas"]["ContentProblem"][];
            /**
             * Coverage
             * @default []
             */
            coverage?: components["schemas"]["CoveredSubject"][];
        };
        /**
         * KernelSetAnswer
         * @description The least ordered set of kernels for a question: furnished in this order, the last has priority.
         */
        KernelSetAnswer: {
            /** Revision */
            revision: number;
            /** Hash */
            hash: string;
            /** Members */
            members: components["schemas"]["SetMember"][];
            /** Complete */
            complete: boolean;
            /**
             * Missing
             * @default []
             */
            missing?: components["schemas"]["MissingPart"][];
            /** Undescribed */
            undescribed?: number | null;
            /**
             * Considered
             * @default []
             */
            considered?: components["schemas"]["ConsideredKernel"][];
            /**
             * Notes
             * @default []
             */
            notes?: string[];
        };
        /**
         * KernelSetArchive
         * @description The request by which a gateway tells a set as one zip.
         */
        KernelSetArchive: {
            /** Kernel Set */
            kernel_set: string;
            /** Url */
            url: string;
            request: components["schemas"]["ArchiveRequest"];
        };
        /**
         * KernelSetQuestion
         * @description What a kernel set is to be able to answer. Bodies, instruments and frames are names or NAIF's codes.
         */
        KernelSetQuestion: {
            /**
             * Bodies
             * @default []
             */
            bodies?: (string | number)[];
            /**
             * Instruments
             * @default []
             */
            instruments?: (string | number)[];
            /**
             * Frames
             * @default []
             */
            frames?: (string | number)[];
            /**
             * Constants
             * @default []
             */
            constants?: (string | number)[];
            /**
             * Clocks
             * @default []
             */
            clocks?: number[];
            /**
             * Times
             * @default []
             */
            times?: [
                string,
                string
            ][];
            /**
             * Qualities
             * @default []
             */
            qualities?: string[];
            /**
             * Missions
             * @default []
             */
            missions?: string[];
            /**
             * To Barycenter
             * @default false
             */
            to_barycenter?: boolean;
            /**
             * Margin Seconds
             * @default 0
             */
            margin_seconds?: number;
            /**
             * Leap Seconds
             * @default true
             */
            leap_seconds?: boolean;
            /**
             * Superseded
             * @default false
             */
            superseded?: boolean;
            /**
             * Explain
             * @default false
             */
            explain?: boolean;
        };
        /**
         * Keywords
         * @description Variables of text kernels whose names fit a template; a row a value.
         */
        Keywords: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            calculation: "keywords";
            /** Template */
            template: string;
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
         * MetaKernelAnswer
         * @description One meta-kernel with its members, in the order of loading.
         */
        MetaKernelAnswer: {
            /** Revision */
            revision: number;
            /** Path */
            path: string;
            /** Content */
            content: string;
            /** Members */
            members: components["schemas"]["MetaKernelMember"][];
            /** Complete */
            complete: boolean;
        };
        /**
         * MetaKernelMember
         * @description One kernel that a meta-kernel loads, and what became of it.
         */
        MetaKernelMember: {
            /** Written */
            written: string;
            /** Path */
            path: string | null;
            /** Content */
            content?: string | null;
            /** State */
            state: string;
            /** Superseded By */
            superseded_by?: string | null;
            /**
             * Sites
             * @default []
             */
            sites?: string[];
        };
        /**
         * MissingPart
         * @description What no kernel of the collection gives.
         */
        MissingPart: {
            /** What */
            what: string;
            /** Kind */
            kind: string;
            /**
             * Gaps
             * @default []
             */
            gaps?: components["schemas"]["Span"][];
        };
        /**
         * MissionInfo
         * @description One mission.
         */
        MissionInfo: {
            /** Mission */
            mission: string;
            /** Hash */
            hash: string;
            /** Links */
            links: string[];
        };
        /**
         * MissionList
         * @description All missions, `generic` for what serves all, and the empty name for what tells none.
         */
        MissionList: {
            /** Revision */
            revision: number;
            /** Missions */
            missions: components["schemas"]["MissionRow"][];
        };
        /**
         * MissionRow
         * @description A mission, and how many kernels of each kind there are.
         */
        MissionRow: {
            /** Mission */
            mission: string;
            /** Kinds */
            kinds: {
                [key: string]: number;
            };
        };
        /**
         * OccultationSearch
         * @description When one body covers another, as the observer sees them.
         */
        OccultationSearch: {
            window: components["schemas"]["Window"];
            /** Step */
            step: number;
            /**
             * Complement
             * @default false
             */
            complement?: boolean;
            /**
             * Shorter Omitted
             * @default 0
             */
            shorter_omitted?: number;
            /**
             * Expand
             * @default 0
             */
            expand?: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            calculation: "search-occultation";
            /**
             * Type
             * @default ANY
             * @enum {string}
             */
            type?: "FULL" | "ANNULAR" | "PARTIAL" | "ANY";
            /** Front */
            front: string;
            /**
             * Front Shape
             * @default ELLIPSOID
             * @enum {string}
             */
            front_shape?: "ELLIPSOID" | "POINT" | "DSK/UNPRIORITIZED";
            /** Front Frame */
            front_frame?: string | null;
            /** Back */
            back: string;
            /**
             * Back Shape
             * @default ELLIPSOID
             * @enum {string}
             */
            back_shape?: "ELLIPSOID" | "POINT" | "DSK/UNPRIORITIZED";
            /** Back Frame */
            back_frame?: string | null;
            /** Observer */
            observer: string;
            /**
             * Aberration
             * @default CN
             * @enum {string}
             */
            aberration?: "NONE" | "LT" | "LT+S" | "CN" | "CN+S" | "XLT" | "XLT+S" | "XCN" | "XCN+S";
        };
        /**
         * Orientation
         * @description The rotation from one frame to another: a vector `v` in `from_frame` is `M v` in `to_frame`.
         */
        Orientation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            calculation: "orientation";
            /** From Frame */
            from_frame: string;
            /** To Frame */
            to_frame: string;
            /**
             * Representation
             * @default QUATERNION
             * @enum {string}
             */
            representation?: "MATRIX" | "QUATERNION" | "EULER_ANGLES" | "ANGLE_AND_AXIS";
            /**
             * Axes
             * @default [
             *       "Z",
             *       "X",
             *       "Z"
             *     ]
             */
            axes?: [
                "X" | "Y" | "Z",
                "X" | "Y" | "Z",
                "X" | "Y" | "Z"
            ];
            /**
             * Rates
             * @default false
             */
            rates?: boolean;
            /**
             * Aberration
             * @default NONE
             * @enum {string}
             */
            aberration?: "NONE" | "LT" | "CN" | "XLT" | "XCN";
            /**
             * Located
             * @default FROM
             * @enum {string}
             */
            located?: "FROM" | "TO";
            times: components["schemas"]["Times"];
        };
        /**
         * OrientationsBody
         * @description The body of a question about orientations.
         */
        OrientationsBody: {
            /**
             * Mission
             * @default
             */
            mission?: string;
            /** Ets */
            ets?: (number | string)[] | string | number | null;
            /** Startet */
            startEt?: number | null;
            /** Stopet */
            stopEt?: number | null;
            /** Numrecords */
            numRecords?: number | null;
            /**
             * Ckqualities
             * @default [
             *       "smithed",
             *       "reconstructed"
             *     ]
             */
            ckQualities?: string[] | string;
            /**
             * Spkqualities
             * @default [
             *       "smithed",
             *       "reconstructed"
             *     ]
             */
            spkQualities?: string[] | string;
            /**
             * Kernellist
             * @default []
             */
            kernelList?: string[] | string;
            /**
             * Searchkernels
             * @default true
             */
            searchKernels?: boolean;
            /**
             * Fullkernelpath
             * @default false
             */
            fullKernelPath?: boolean;
            /**
             * Limitck
             * @default -1
             */
            limitCk?: number;
            /**
             * Limitspk
             * @default 1
             */
            limitSpk?: number;
            /** Toframe */
            toFrame: number;
            /** Refframe */
            refFrame: number;
        };
        /**
         * OsculatingElements
         * @description The conic orbit of a body about a centre that its state fits at each time. km, deg, s.
         */
        OsculatingElements: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            calculation: "osculating-elements";
            /** Body */
            body: string;
            /** Center */
            center: string;
            /**
             * Frame
             * @default J2000
             */
            frame?: string;
            times: components["schemas"]["Times"];
        };
        /**
         * Phase
         * @description The state of a job.
         * @enum {string}
         */
        Phase: "queued" | "calculating" | "complete" | "failed" | "cancelled" | "forgotten";
        /**
         * PhaseAngle
         * @description The angle at a target between the illuminator and the observer. deg.
         */
        PhaseAngle: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            calculation: "phase-angle";
            /** Target */
            target: string;
            /** Observer */
            observer: string;
            /**
             * Illuminator
             * @default SUN
             */
            illuminator?: string;
            /**
             * Aberration
             * @default CN
             * @enum {string}
             */
            aberration?: "NONE" | "LT" | "LT+S" | "CN" | "CN+S";
            times: components["schemas"]["Times"];
        };
        /**
         * PhaseSearch
         * @description When the phase angle fulfils a condition.
         */
        PhaseSearch: {
            window: components["schemas"]["Window"];
            /** Step */
            step: number;
            /**
             * Complement
             * @default false
             */
            complement?: boolean;
            /**
             * Shorter Omitted
             * @default 0
             */
            shorter_omitted?: number;
            /**
             * Expand
             * @default 0
             */
            expand?: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            calculation: "search-phase";
            /** Target */
            target: string;
            /** Observer */
            observer: string;
            /**
             * Illuminator
             * @default SUN
             */
            illuminator?: string;
            /**
             * Aberration
             * @default CN
             * @enum {string}
             */
            aberration?: "NONE" | "LT" | "LT+S" | "CN" | "CN+S";
            condition: components["schemas"]["Condition-Input"];
        };
        /**
         * Pointing
         * @description A direction, told in another frame.
         */
        Pointing: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            calculation: "pointing";
            /** Direction */
            direction: components["schemas"]["Boresight"] | components["schemas"]["FovBoundary"] | components["schemas"]["InFov"] | components["schemas"]["FrameAxis"] | components["schemas"]["InFrame"] | components["schemas"]["RightAscension"] | components["schemas"]["AzimuthElevation"] | components["schemas"]["PositionDirection"] | components["schemas"]["VelocityDirection"];
            /**
             * Frame
             * @default J2000
             */
            frame?: string;
            /**
             * Magnitude
             * @default UNIT
             * @enum {string}
             */
            magnitude?: "UNIT" | "PRESERVE_ORIGINAL";
            /**
             * Representation
             * @default RECTANGULAR
             * @enum {string}
             */
            representation?: "RECTANGULAR" | "RA_DEC" | "LATITUDINAL" | "AZ_EL";
            /**
             * Azimuth Counterclockwise
             * @default false
             */
            azimuth_counterclockwise?: boolean;
            /**
             * Elevation Positive Z
             * @default true
             */
            elevation_positive_z?: boolean;
            times: components["schemas"]["Times"];
        };
        /**
         * PointingTimes
         * @description The times of the pointings that a CK holds, from the last before a window to the first after it.
         */
        PointingTimes: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            calculation: "pointing-times";
            /** Frame */
            frame: string;
            window: components["schemas"]["Window"];
        };
        /**
         * PositionDirection
         * @description The direction from an observer to a target.
         */
        PositionDirection: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "position";
            /** Target */
            target: string;
            /** Observer */
            observer: string;
            /**
             * Aberration
             * @default CN
             * @enum {string}
             */
            aberration?: "NONE" | "LT" | "LT+S" | "CN" | "CN+S" | "XLT" | "XLT+S" | "XCN" | "XCN+S";
        };
        /**
         * Positions
         * @description Position of a target, seen from an observer, in a frame. km.
         */
        Positions: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            calculation: "positions";
            /** Target */
            target: string;
            /** Observer */
            observer: string;
            /**
             * Frame
             * @default J2000
             */
            frame?: string;
            /**
             * Aberration
             * @default NONE
             * @enum {string}
             */
            aberration?: "NONE" | "LT" | "LT+S" | "CN" | "CN+S" | "XLT" | "XLT+S" | "XCN" | "XCN+S";
            /**
             * Representation
             * @default RECTANGULAR
             * @enum {string}
             */
            representation?: "RECTANGULAR" | "RA_DEC" | "LATITUDINAL" | "PLANETODETIC" | "PLANETOGRAPHIC" | "CYLINDRICAL" | "SPHERICAL";
            times: components["schemas"]["Times"];
        };
        /**
         * RangeRateSearch
         * @description When the rate of the distance fulfils a condition. km/s.
         */
        RangeRateSearch: {
            window: components["schemas"]["Window"];
            /** Step */
            step: number;
            /**
             * Complement
             * @default false
             */
            complement?: boolean;
            /**
             * Shorter Omitted
             * @default 0
             */
            shorter_omitted?: number;
            /**
             * Expand
             * @default 0
             */
            expand?: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            calculation: "search-range-rate";
            /** Target */
            target: string;
            /** Observer */
            observer: string;
            /**
             * Aberration
             * @default CN
             * @enum {string}
             */
            aberration?: "NONE" | "LT" | "LT+S" | "CN" | "CN+S" | "XLT" | "XLT+S" | "XCN" | "XCN+S";
            condition: components["schemas"]["Condition-Input"];
        };
        /**
         * RayInFovSearch
         * @description When a ray, for instance to a star, is in an instrument's field of view.
         */
        RayInFovSearch: {
            window: components["schemas"]["Window"];
            /** Step */
            step: number;
            /**
             * Complement
             * @default false
             */
            complement?: boolean;
            /**
             * Shorter Omitted
             * @default 0
             */
            shorter_omitted?: number;
            /**
             * Expand
             * @default 0
             */
            expand?: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            calculation: "search-ray-in-fov";
            /** Instrument */
            instrument: string;
            /** Observer */
            observer: string;
            /** Direction */
            direction: components["schemas"]["Boresight"] | components["schemas"]["FovBoundary"] | components["schemas"]["InFov"] | components["schemas"]["FrameAxis"] | components["schemas"]["InFrame"] | components["schemas"]["RightAscension"] | components["schemas"]["AzimuthElevation"];
            /**
             * Aberration
             * @default NONE
             * @enum {string}
             */
            aberration?: "NONE" | "S" | "XS";
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
            conditions: components["schemas"]["Condition-Output"][];
        };
        /**
         * RightAscension
         * @description A direction in a frame by right ascension and declination. deg.
         */
        RightAscension: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "ra-dec";
            /** Frame */
            frame: string;
            /** Ra */
            ra: number;
            /** Dec */
            dec: number;
        };
        /**
         * SeparationSearch
         * @description When the angle between two targets fulfils a condition.
         */
        SeparationSearch: {
            window: components["schemas"]["Window"];
            /** Step */
            step: number;
            /**
             * Complement
             * @default false
             */
            complement?: boolean;
            /**
             * Shorter Omitted
             * @default 0
             */
            shorter_omitted?: number;
            /**
             * Expand
             * @default 0
             */
            expand?: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            calculation: "search-separation";
            /** Target1 */
            target1: string;
            /** Target2 */
            target2: string;
            /** Observer */
            observer: string;
            /**
             * Shape1
             * @default POINT
             * @enum {string}
             */
            shape1?: "POINT" | "SPHERE";
            /**
             * Shape2
             * @default POINT
             * @enum {string}
             */
            shape2?: "POINT" | "SPHERE";
            /**
             * Aberration
             * @default CN
             * @enum {string}
             */
            aberration?: "NONE" | "LT" | "LT+S" | "CN" | "CN+S" | "XLT" | "XLT+S" | "XCN" | "XCN+S";
            condition: components["schemas"]["Condition-Input"];
        };
        /**
         * SetMember
         * @description One kernel of a set.
         */
        SetMember: {
            /** Path */
            path: string;
            /** Content */
            content: string;
            /** Size */
            size: number;
            /** Revision */
            revision: number;
            /** Kind */
            kind: string;
            /** Quality */
            quality: string;
            /** Needed For */
            needed_for: string[];
        };
        /**
         * Severity
         * @description The weight of a problem.
         * @enum {string}
         */
        Severity: "note" | "warning" | "broken";
        /**
         * Span
         * @description One interval of time, both ends in it.
         */
        Span: {
            /** Start */
            start: number;
            /** Stop */
            stop: number;
            /** Start Utc */
            start_utc: string;
            /** Stop Utc */
            stop_utc: string;
        };
        /**
         * SpiceStatus
         * @description How far the service is.
         */
        SpiceStatus: {
            /** Collection */
            collection: string;
            /** Site */
            site: string;
            /** Revision */
            revision: number;
            /** Kernels */
            kernels: number;
            /** Undescribed */
            undescribed: number;
        };
        /**
         * States
         * @description Position and velocity of a target, seen from an observer, in a frame. km, km/s.
         */
        States: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            calculation: "states";
            /** Target */
            target: string;
            /** Observer */
            observer: string;
            /**
             * Frame
             * @default J2000
             */
            frame?: string;
            /**
             * Aberration
             * @default NONE
             * @enum {string}
             */
            aberration?: "NONE" | "LT" | "LT+S" | "CN" | "CN+S" | "XLT" | "XLT+S" | "XCN" | "XCN+S";
            /**
             * Representation
             * @default RECTANGULAR
             * @enum {string}
             */
            representation?: "RECTANGULAR" | "RA_DEC" | "LATITUDINAL" | "PLANETODETIC" | "PLANETOGRAPHIC" | "CYLINDRICAL" | "SPHERICAL";
            times: components["schemas"]["Times"];
        };
        /**
         * StatesBody
         * @description The body of a question about states.
         */
        StatesBody: {
            /**
             * Mission
             * @default
             */
            mission?: string;
            /** Ets */
            ets?: (number | string)[] | string | number | null;
            /** Startet */
            startEt?: number | null;
            /** Stopet */
            stopEt?: number | null;
            /** Numrecords */
            numRecords?: number | null;
            /**
             * Ckqualities
             * @default [
             *       "smithed",
             *       "reconstructed"
             *     ]
             */
            ckQualities?: string[] | string;
            /**
             * Spkqualities
             * @default [
             *       "smithed",
             *       "reconstructed"
             *     ]
             */
            spkQualities?: string[] | string;
            /**
             * Kernellist
             * @default []
             */
            kernelList?: string[] | string;
            /**
             * Searchkernels
             * @default true
             */
            searchKernels?: boolean;
            /**
             * Fullkernelpath
             * @default false
             */
            fullKernelPath?: boolean;
            /**
             * Limitck
             * @default -1
             */
            limitCk?: number;
            /**
             * Limitspk
             * @default 1
             */
            limitSpk?: number;
            /** Target */
            target: string;
            /** Observer */
            observer: string;
            /** Frame */
            frame: string;
            /** Abcorr */
            abcorr: string;
        };
        /**
         * SubObserverPoint
         * @description The point of a target's surface below the observer. km and deg in the body-fixed frame.
         */
        SubObserverPoint: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            calculation: "sub-observer-point";
            /** Target */
            target: string;
            /** Frame */
            frame: string;
            /** Observer */
            observer: string;
            /**
             * Method
             * @default NEAR POINT/ELLIPSOID
             * @enum {string}
             */
            method?: "NEAR POINT/ELLIPSOID" | "INTERCEPT/ELLIPSOID" | "NADIR/DSK/UNPRIORITIZED" | "INTERCEPT/DSK/UNPRIORITIZED";
            /**
             * Aberration
             * @default CN
             * @enum {string}
             */
            aberration?: "NONE" | "LT" | "LT+S" | "CN" | "CN+S" | "XLT" | "XLT+S" | "XCN" | "XCN+S";
            /**
             * Representation
             * @default RECTANGULAR
             * @enum {string}
             */
            representation?: "RECTANGULAR" | "RA_DEC" | "LATITUDINAL" | "PLANETODETIC" | "PLANETOGRAPHIC" | "CYLINDRICAL" | "SPHERICAL";
            /**
             * Angles
             * @default false
             */
            angles?: boolean;
            times: components["schemas"]["Times"];
        };
        /**
         * SubPointSearch
         * @description When a coordinate of the sub-observer point fulfils a condition.
         */
        SubPointSearch: {
            window: components["schemas"]["Window"];
            /** Step */
            step: number;
            /**
             * Complement
             * @default false
             */
            complement?: boolean;
            /**
             * Shorter Omitted
             * @default 0
             */
            shorter_omitted?: number;
            /**
             * Expand
             * @default 0
             */
            expand?: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            calculation: "search-sub-point";
            /** Target */
            target: string;
            /** Frame */
            frame: string;
            /** Observer */
            observer: string;
            /**
             * Method
             * @default NEAR POINT/ELLIPSOID
             * @enum {string}
             */
            method?: "NEAR POINT/ELLIPSOID" | "INTERCEPT/ELLIPSOID" | "NADIR/DSK/UNPRIORITIZED" | "INTERCEPT/DSK/UNPRIORITIZED";
            /**
             * Aberration
             * @default CN
             * @enum {string}
             */
            aberration?: "NONE" | "LT" | "LT+S" | "CN" | "CN+S" | "XLT" | "XLT+S" | "XCN" | "XCN+S";
            /**
             * System
             * @enum {string}
             */
            system: "RECTANGULAR" | "LATITUDINAL" | "RA/DEC" | "SPHERICAL" | "CYLINDRICAL" | "GEODETIC" | "PLANETOGRAPHIC";
            /** Coordinate */
            coordinate: string;
            condition: components["schemas"]["Condition-Input"];
        };
        /**
         * SubSolarPoint
         * @description The point of a target's surface below the Sun, as the observer sees it.
         */
        SubSolarPoint: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            calculation: "sub-solar-point";
            /** Target */
            target: string;
            /** Frame */
            frame: string;
            /** Observer */
            observer: string;
            /**
             * Method
             * @default NEAR POINT/ELLIPSOID
             * @enum {string}
             */
            method?: "NEAR POINT/ELLIPSOID" | "INTERCEPT/ELLIPSOID" | "NADIR/DSK/UNPRIORITIZED" | "INTERCEPT/DSK/UNPRIORITIZED";
            /**
             * Aberration
             * @default CN
             * @enum {string}
             */
            aberration?: "NONE" | "LT" | "LT+S" | "CN" | "CN+S";
            /**
             * Representation
             * @default RECTANGULAR
             * @enum {string}
             */
            representation?: "RECTANGULAR" | "RA_DEC" | "LATITUDINAL" | "PLANETODETIC" | "PLANETOGRAPHIC" | "CYLINDRICAL" | "SPHERICAL";
            /**
             * Angles
             * @default false
             */
            angles?: boolean;
            times: components["schemas"]["Times"];
        };
        /**
         * SupersededKernel
         * @description A kernel that its source replaced by a newer version.
         */
        SupersededKernel: {
            /** Path */
            path: string;
            /** By */
            by: string;
        };
        /**
         * SurfaceIntercept
         * @description The point where a ray from the observer meets a target's surface; empty where it misses.
         */
        SurfaceIntercept: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            calculation: "surface-intercept";
            /** Target */
            target: string;
            /** Frame */
            frame: string;
            /** Observer */
            observer: string;
            /** Direction */
            direction: components["schemas"]["Boresight"] | components["schemas"]["FovBoundary"] | components["schemas"]["InFov"] | components["schemas"]["FrameAxis"] | components["schemas"]["InFrame"] | components["schemas"]["RightAscension"] | components["schemas"]["AzimuthElevation"];
            /**
             * Surface
             * @default ELLIPSOID
             * @enum {string}
             */
            surface?: "ELLIPSOID" | "DSK/UNPRIORITIZED";
            /**
             * Aberration
             * @default CN
             * @enum {string}
             */
            aberration?: "NONE" | "LT" | "LT+S" | "CN" | "CN+S" | "XLT" | "XLT+S" | "XCN" | "XCN+S";
            /**
             * Representation
             * @default RECTANGULAR
             * @enum {string}
             */
            representation?: "RECTANGULAR" | "RA_DEC" | "LATITUDINAL" | "PLANETODETIC" | "PLANETOGRAPHIC" | "CYLINDRICAL" | "SPHERICAL";
            /**
             * Angles
             * @default false
             */
            angles?: boolean;
            times: components["schemas"]["Times"];
        };
        /**
         * TangentPoint
         * @description The point of a ray that is nearest to a target's surface, and the surface point below it.
         */
        TangentPoint: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            calculation: "tangent-point";
            /** Target */
            target: string;
            /** Frame */
            frame: string;
            /** Observer */
            observer: string;
            /** Direction */
            direction: components["schemas"]["Boresight"] | components["schemas"]["FovBoundary"] | components["schemas"]["InFov"] | components["schemas"]["FrameAxis"] | components["schemas"]["InFrame"] | components["schemas"]["RightAscension"] | components["schemas"]["AzimuthElevation"];
            /**
             * Aberration
             * @default CN
             * @enum {string}
             */
            aberration?: "NONE" | "LT" | "LT+S" | "CN" | "CN+S" | "XLT" | "XLT+S" | "XCN" | "XCN+S";
            /**
             * Locus
             * @default TANGENT POINT
             * @enum {string}
             */
            locus?: "TANGENT POINT" | "SURFACE POINT";
            /**
             * Representation
             * @default RECTANGULAR
             * @enum {string}
             */
            representation?: "RECTANGULAR" | "RA_DEC" | "LATITUDINAL" | "PLANETODETIC" | "PLANETOGRAPHIC" | "CYLINDRICAL" | "SPHERICAL";
            times: components["schemas"]["Times"];
        };
        /**
         * TargetInFovSearch
         * @description When a target is in an instrument's field of view.
         */
        TargetInFovSearch: {
            window: components["schemas"]["Window"];
            /** Step */
            step: number;
            /**
             * Complement
             * @default false
             */
            complement?: boolean;
            /**
             * Shorter Omitted
             * @default 0
             */
            shorter_omitted?: number;
            /**
             * Expand
             * @default 0
             */
            expand?: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            calculation: "search-target-in-fov";
            /** Instrument */
            instrument: string;
            /** Target */
            target: string;
            /**
             * Shape
             * @default POINT
             * @enum {string}
             */
            shape?: "ELLIPSOID" | "POINT";
            /** Frame */
            frame?: string | null;
            /** Observer */
            observer: string;
            /**
             * Aberration
             * @default CN
             * @enum {string}
             */
            aberration?: "NONE" | "LT" | "LT+S" | "CN" | "CN+S" | "XLT" | "XLT+S" | "XCN" | "XCN+S";
        };
        /**
         * TimeConversion
         * @description Times in another time scale and form.
         */
        TimeConversion: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            calculation: "time-conversion";
            times: components["schemas"]["Times"];
            /**
             * To
             * @default UTC
             * @enum {string}
             */
            to?: "UTC" | "TDB" | "TT" | "TAI" | "GPS" | "CLOCK";
            /**
             * Form
             * @default CALENDAR
             * @enum {string}
             */
            form?: "CALENDAR" | "CALENDAR_YMD" | "CALENDAR_DOY" | "JULIAN" | "SECONDS" | "CLOCK" | "TICKS";
            /** Picture */
            picture?: string | null;
            /** Output Clock */
            output_clock?: number | null;
            /**
             * Digits
             * @default 6
             */
            digits?: number;
        };
        /**
         * Times
         * @description Times to answer for: `at`, or `start` and `stop`, or `spans`, with either `step` or `count`.
         */
        Times: {
            /** At */
            at?: (number | string)[] | number | string | null;
            /** Start */
            start?: number | string | null;
            /** Stop */
            stop?: number | string | null;
            /** Spans */
            spans?: [
                number | string,
                number | string
            ][] | null;
            /** Step */
            step?: number | null;
            /** Count */
            count?: number | null;
            /**
             * Scale
             * @default UTC
             * @enum {string}
             */
            scale?: "UTC" | "TDB" | "TT" | "TAI" | "GPS";
            /** Clock */
            clock?: number | null;
            /**
             * Text
             * @default UTC
             * @enum {string}
             */
            text?: "UTC" | "TDB" | "TT" | "NONE";
        };
        /**
         * Translation
         * @description Names and NAIF numbers of bodies or frames, each way. A name that nobody knows has an empty row.
         */
        Translation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            calculation: "names";
            /**
             * Of
             * @default bodies
             * @enum {string}
             */
            of?: "bodies" | "frames" | "body-frames";
            /** Names */
            names: string[];
        };
        /**
         * VelocityDirection
         * @description The direction of a target's velocity, relative to an observer, in a frame.
         */
        VelocityDirection: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "velocity";
            /** Target */
            target: string;
            /** Observer */
            observer: string;
            /**
             * Frame
             * @default J2000
             */
            frame?: string;
            /**
             * Aberration
             * @default CN
             * @enum {string}
             */
            aberration?: "NONE" | "LT" | "LT+S" | "CN" | "CN+S" | "XLT" | "XLT+S" | "XCN" | "XCN+S";
        };
        /**
         * Window
         * @description Spans of time in which events are searched.
         */
        Window: {
            /** Spans */
            spans: [
                number | string,
                number | string
            ][];
            /**
             * Scale
             * @default UTC
             * @enum {string}
             */
            scale?: "UTC" | "TDB" | "TT" | "TAI" | "GPS";
            /** Clock */
            clock?: number | null;
            /**
             * Text
             * @default UTC
             * @enum {string}
             */
            text?: "UTC" | "TDB" | "TT" | "NONE";
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
    read_status_status_get: {
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
                    "application/json": components["schemas"]["SpiceStatus"];
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
    list_kernels_api_v1_spice_kernels_get: {
        parameters: {
            query?: {
                /** @description The cursor of the page before: its `next`. */
                after?: string;
                /** @description Rows of one page. */
                limit?: number;
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
                kind?: components["schemas"]["Family"] | null;
                /** @description A name, or NAIF's code. */
                body?: string | null;
                /** @description A name, or NAIF's code. */
                instrument?: string | null;
                /** @description A name, or NAIF's code. */
                frame?: string | null;
                mission?: string | null;
                quality?: string | null;
                /** @description Only those that no newer version replaced. */
                latest?: boolean;
                /** @description Only those put after this revision. */
                added_since?: number | null;
                /** @description Only those with this problem, or `any`. */
                problem?: string | null;
                /** @description START/STOP, or one time: 2026-01-31T12:00:00Z, 2026-031T12:00, 2026-01-31T12:00:00 TDB or seconds past J2000 in TDB. */
                covers?: string | null;
            };
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
                    "application/json": components["schemas"]["KernelPage"];
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
    read_coverage_api_v1_spice_coverage_get: {
        parameters: {
            query?: {
                /** @description A name, or NAIF's code. */
                body?: string | null;
                /** @description A name, or NAIF's code. */
                instrument?: string | null;
                /** @description A name, or NAIF's code. */
                frame?: string | null;
                mission?: string | null;
                quality?: string | null;
                /** @description Whether each kernel is told with its own times. */
                kernels?: boolean;
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
                /** @description START/STOP, or one time: 2026-01-31T12:00:00Z, 2026-031T12:00, 2026-01-31T12:00:00 TDB or seconds past J2000 in TDB. */
                covers?: string | null;
            };
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
                    "application/json": components["schemas"]["CoverageAnswer"];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            409: components["responses"]["refused"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    list_missions_api_v1_spice_missions_get: {
        parameters: {
            query?: {
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
            };
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
                    "application/json": components["schemas"]["MissionList"];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    list_of_mission_api_v1_spice_missions__mission__kernels__kind__get: {
        parameters: {
            query?: {
                /** @description The cursor of the page before: its `next`. */
                after?: string;
                /** @description Rows of one page. */
                limit?: number;
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
            };
            header?: never;
            path: {
                /** @description A mission, or `generic`. */
                mission: string;
                kind: components["schemas"]["Family"];
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
                    "application/json": components["schemas"]["KernelPage"];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    list_newest_api_v1_spice_missions__mission__kernels__kind__newest_get: {
        parameters: {
            query?: {
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
            };
            header?: never;
            path: {
                /** @description A mission, or `generic`. */
                mission: string;
                kind: components["schemas"]["Family"];
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
                    "application/json": components["schemas"]["KernelPage"];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    list_meta_kernels_api_v1_spice_metakernels_get: {
        parameters: {
            query?: {
                /** @description Only those named for a year. */
                year?: number | null;
                /** @description Only those that no newer version replaced. */
                latest?: boolean;
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
            };
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
                    "application/json": components["schemas"]["KernelPage"];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    render_meta_kernel_api_v1_spice_metakernels__path__render_get: {
        parameters: {
            query?: {
                /** @description The folder that holds the collection. */
                root?: string;
                /** @description Whether members that are missing may be left out. */
                partial?: boolean;
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
            };
            header?: never;
            path: {
                /** @description The path of a meta-kernel. */
                path: string;
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
                    "application/json": unknown;
                    "text/plain": unknown;
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            409: components["responses"]["refused"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    read_meta_kernel_api_v1_spice_metakernels__path__get: {
        parameters: {
            query?: {
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
            };
            header?: never;
            path: {
                /** @description The path of a meta-kernel. */
                path: string;
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
                    "application/json": components["schemas"]["MetaKernelAnswer"];
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
    find_kernel_set_api_v1_spice_kernel_sets_post: {
        parameters: {
            query?: {
                /** @description As JSON, as a meta-kernel, or as the request for a zip. */
                as?: "json" | "meta-kernel" | "archive";
                /** @description The folder of the kernels, for a meta-kernel. */
                root?: string;
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KernelSetQuestion"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KernelSetAnswer"] | components["schemas"]["KernelSetArchive"];
                    "text/plain": unknown;
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
    make_account_api_v1_spice_accounts_post: {
        parameters: {
            query?: {
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccountQuestion"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountAnswer"];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
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
    answer_question_api_v1_spice_geometry_post: {
        parameters: {
            query?: {
                /** @description The form of the answer; else the first that `Accept` names. */
                form?: ("json" | "csv" | "arrow" | "parquet") | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GeometryRequest"];
            };
        };
        responses: {
            /** @description The answer: its head names the kernels, each with its hash, in the order of loading. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/csv": unknown;
                    "application/vnd.apache.arrow.stream": unknown;
                    "application/vnd.apache.parquet": unknown;
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
    submit_job_api_v1_spice_geometry_jobs_post: {
        parameters: {
            query?: {
                /** @description The form of the answer; else the first that `Accept` names. */
                form?: ("json" | "csv" | "arrow" | "parquet") | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GeometryRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobState"];
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
    read_job_api_v1_spice_geometry_jobs__job__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job: string;
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
                    "application/json": components["schemas"]["JobState"];
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
    remove_job_api_v1_spice_geometry_jobs__job__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job: string;
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
    read_job_answer_api_v1_spice_geometry_jobs__job__answer_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer: its head names the kernels, each with its hash, in the order of loading. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/csv": unknown;
                    "application/vnd.apache.arrow.stream": unknown;
                    "application/vnd.apache.parquet": unknown;
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            409: components["responses"]["refused"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    read_metadata_webgeocalc_api__get: {
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
                    "application/json": {
                        [key: string]: unknown;
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
    list_kernel_sets_webgeocalc_api_kernel_sets_get: {
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
                    "application/json": {
                        [key: string]: unknown;
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
    list_bodies_webgeocalc_api_kernel_set__number__bodies_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: number;
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
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    list_instruments_webgeocalc_api_kernel_set__number__instruments_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: number;
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
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    list_frames_webgeocalc_api_kernel_set__number__frames_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: number;
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
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    new_calculation_webgeocalc_api_calculation_new_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
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
    read_calculation_webgeocalc_api_calculation__job__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job: string;
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
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    cancel_calculation_webgeocalc_api_calculation__job__cancel_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job: string;
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
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    read_results_webgeocalc_api_calculation__job__results_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job: string;
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
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    get_target_states_spiceql_getTargetStates_get: {
        parameters: {
            query: {
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
                kernelList?: string[];
                searchKernels?: boolean;
                fullKernelPath?: boolean;
                limitCk?: number;
                limitSpk?: number;
                target: string;
                observer: string;
                frame: string;
                abcorr: string;
                /** @description Not needed: coverage tells. */
                mission?: string;
                /** @description [1,2], 1,2 or one. */
                ets?: string[] | null;
                startEt?: number | null;
                stopEt?: number | null;
                numRecords?: number | null;
                ckQualities?: string[];
                spkQualities?: string[];
            };
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
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    post_target_states_spiceql_getTargetStates_post: {
        parameters: {
            query?: {
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StatesBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
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
    get_target_states_ranged_spiceql_getTargetStatesRanged_get: {
        parameters: {
            query: {
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
                kernelList?: string[];
                searchKernels?: boolean;
                fullKernelPath?: boolean;
                limitCk?: number;
                limitSpk?: number;
                target: string;
                observer: string;
                frame: string;
                abcorr: string;
                /** @description Not needed: coverage tells. */
                mission?: string;
                startEt: number;
                stopEt: number;
                numRecords: number;
                ckQualities?: string[];
                spkQualities?: string[];
            };
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
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    get_target_orientations_spiceql_getTargetOrientations_get: {
        parameters: {
            query: {
                toFrame: number;
                refFrame: number;
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
                kernelList?: string[];
                searchKernels?: boolean;
                fullKernelPath?: boolean;
                limitCk?: number;
                limitSpk?: number;
                /** @description [1,2], 1,2 or one. */
                ets?: string[] | null;
                startEt?: number | null;
                stopEt?: number | null;
                numRecords?: number | null;
                ckQualities?: string[];
                spkQualities?: string[];
            };
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
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    post_target_orientations_spiceql_getTargetOrientations_post: {
        parameters: {
            query?: {
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrientationsBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
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
    get_target_orientations_ranged_spiceql_getTargetOrientationsRanged_get: {
        parameters: {
            query: {
                toFrame: number;
                refFrame: number;
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
                kernelList?: string[];
                searchKernels?: boolean;
                fullKernelPath?: boolean;
                limitCk?: number;
                limitSpk?: number;
                startEt: number;
                stopEt: number;
                numRecords: number;
                ckQualities?: string[];
                spkQualities?: string[];
            };
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
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    extract_exact_ck_times_spiceql_extractExactCkTimes_get: {
        parameters: {
            query: {
                /** @description TDB seconds past J2000. */
                observStart: number;
                /** @description TDB seconds past J2000. */
                observEnd: number;
                targetFrame: number;
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
                kernelList?: string[];
                searchKernels?: boolean;
                fullKernelPath?: boolean;
                limitCk?: number;
                limitSpk?: number;
                ckQualities?: string[];
                spkQualities?: string[];
            };
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
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    get_exact_target_orientations_spiceql_getExactTargetOrientations_get: {
        parameters: {
            query: {
                /** @description TDB seconds past J2000. */
                startEt: number;
                /** @description TDB seconds past J2000. */
                stopEt: number;
                toFrame: number;
                refFrame: number;
                exactCkFrame: number;
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
                kernelList?: string[];
                searchKernels?: boolean;
                fullKernelPath?: boolean;
                limitCk?: number;
                limitSpk?: number;
                ckQualities?: string[];
                spkQualities?: string[];
            };
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
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    utc_to_et_spiceql_utcToEt_get: {
        parameters: {
            query: {
                utc: string;
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
                kernelList?: string[];
                searchKernels?: boolean;
                fullKernelPath?: boolean;
                limitCk?: number;
                limitSpk?: number;
            };
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
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    et_to_utc_spiceql_etToUtc_get: {
        parameters: {
            query: {
                /** @description TDB seconds past J2000. */
                et: number;
                format: string;
                precision: number;
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
                kernelList?: string[];
                searchKernels?: boolean;
                fullKernelPath?: boolean;
                limitCk?: number;
                limitSpk?: number;
            };
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
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    str_sclk_to_et_spiceql_strSclkToEt_get: {
        parameters: {
            query: {
                frameCode: number;
                sclk: string;
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
                kernelList?: string[];
                searchKernels?: boolean;
                fullKernelPath?: boolean;
                limitCk?: number;
                limitSpk?: number;
            };
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
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    double_sclk_to_et_spiceql_doubleSclkToEt_get: {
        parameters: {
            query: {
                frameCode: number;
                sclk: number;
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
                kernelList?: string[];
                searchKernels?: boolean;
                fullKernelPath?: boolean;
                limitCk?: number;
                limitSpk?: number;
            };
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
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    double_et_to_sclk_spiceql_doubleEtToSclk_get: {
        parameters: {
            query: {
                frameCode: number;
                /** @description TDB seconds past J2000. */
                et: number;
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
                kernelList?: string[];
                searchKernels?: boolean;
                fullKernelPath?: boolean;
                limitCk?: number;
                limitSpk?: number;
            };
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
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    double_ets_to_sclk_ticks_spiceql_doubleEtsToSclkTicks_get: {
        parameters: {
            query: {
                frameCode: number;
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
                kernelList?: string[];
                searchKernels?: boolean;
                fullKernelPath?: boolean;
                limitCk?: number;
                limitSpk?: number;
                /** @description [1,2], 1,2 or one. */
                ets?: string[] | null;
                startEt?: number | null;
                stopEt?: number | null;
                numRecords?: number | null;
            };
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
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    translate_name_to_code_spiceql_translateNameToCode_get: {
        parameters: {
            query: {
                frame: string;
                mission?: string;
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
                kernelList?: string[];
                searchKernels?: boolean;
                fullKernelPath?: boolean;
                limitCk?: number;
                limitSpk?: number;
            };
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
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    translate_code_to_name_spiceql_translateCodeToName_get: {
        parameters: {
            query: {
                frame: number;
                mission?: string;
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
                kernelList?: string[];
                searchKernels?: boolean;
                fullKernelPath?: boolean;
                limitCk?: number;
                limitSpk?: number;
            };
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
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    get_frame_info_spiceql_getFrameInfo_get: {
        parameters: {
            query: {
                frame: number;
                mission?: string;
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
                kernelList?: string[];
                searchKernels?: boolean;
                fullKernelPath?: boolean;
                limitCk?: number;
                limitSpk?: number;
            };
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
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    get_target_frame_info_spiceql_getTargetFrameInfo_get: {
        parameters: {
            query: {
                targetId: number;
                mission?: string;
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
                kernelList?: string[];
                searchKernels?: boolean;
                fullKernelPath?: boolean;
                limitCk?: number;
                limitSpk?: number;
            };
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
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    find_mission_keywords_spiceql_findMissionKeywords_get: {
        parameters: {
            query: {
                /** @description A name with `*` in it. */
                key: string;
                mission: string;
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
                kernelList?: string[];
                searchKernels?: boolean;
                fullKernelPath?: boolean;
                limitCk?: number;
                limitSpk?: number;
            };
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
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    find_target_keywords_spiceql_findTargetKeywords_get: {
        parameters: {
            query: {
                /** @description A name with `*` in it. */
                key: string;
                mission: string;
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
                kernelList?: string[];
                searchKernels?: boolean;
                fullKernelPath?: boolean;
                limitCk?: number;
                limitSpk?: number;
            };
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
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    frame_trace_spiceql_frameTrace_get: {
        parameters: {
            query: {
                /** @description TDB seconds past J2000. */
                et: number;
                initialFrame: number;
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
                kernelList?: string[];
                searchKernels?: boolean;
                fullKernelPath?: boolean;
                limitCk?: number;
                limitSpk?: number;
                ckQualities?: string[];
                spkQualities?: string[];
            };
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
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    search_for_kernelsets_spiceql_searchForKernelsets_get: {
        parameters: {
            query?: {
                spiceqlNames?: string[];
                types?: string[];
                startTime?: number | null;
                stopTime?: number | null;
                startEt?: number | null;
                stopEt?: number | null;
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
                ckQualities?: string[];
                spkQualities?: string[];
            };
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
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    read_health_spiceql__get: {
        parameters: {
            query?: {
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
            };
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
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    query_kernels_imap_spice_query_get: {
        parameters: {
            query: {
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
                /** @description One of attitude_history, attitude_predict, pointing_attitude, ephemeris_reconstructed, ephemeris_nominal, ephemeris_predicted, ephemeris_90days, ephemeris_long, ephemeris_launch, planetary_ephemeris, lagrange_point, planetary_constants, leapseconds, spacecraft_clock, imap_frames, science_frames, metakernel, earth_attitude. */
                type: string;
                /** @description YYYYMMDD, UTC. */
                start_date?: string | null;
                /** @description YYYYMMDD, UTC. */
                end_date?: string | null;
                /** @description YYYYMMDD, UTC. */
                start_ingest_date?: string | null;
                /** @description YYYYMMDD, UTC. */
                end_ingest_date?: string | null;
                version?: string | null;
                latest?: "true" | "false" | "True" | "False";
            };
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
                    "application/json": components["schemas"]["ImapKernel"][];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            409: components["responses"]["refused"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    download_kernel_imap_download__file__get: {
        parameters: {
            query?: {
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
            };
            header?: never;
            path: {
                /** @description A file's name, with any folders before it. */
                file: string;
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
                    "application/octet-stream": unknown;
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            409: components["responses"]["refused"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    read_home_api_home__get: {
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
                    "application/json": string[];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            409: components["responses"]["refused"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    read_hash_api_home_hash__get: {
        parameters: {
            query?: {
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
            };
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
                    "application/json": string;
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            409: components["responses"]["refused"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    list_naif_api_home_naif__get: {
        parameters: {
            query?: {
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
            };
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
                    "application/json": string[];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            409: components["responses"]["refused"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    list_missions_of_old_api_home_missions__get: {
        parameters: {
            query?: {
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
            };
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
                    "application/json": string[];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            409: components["responses"]["refused"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    read_mission_api_home_missions__mission___get: {
        parameters: {
            query?: {
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
            };
            header?: never;
            path: {
                mission: string;
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
                    "application/json": components["schemas"]["MissionInfo"];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            409: components["responses"]["refused"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    list_misc_api_home_missions__mission__misc__get: {
        parameters: {
            query?: {
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
            };
            header?: never;
            path: {
                mission: string;
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
                    "application/json": string[];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            409: components["responses"]["refused"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    list_kinds_api_home_missions__mission__kernels__get: {
        parameters: {
            query?: {
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
            };
            header?: never;
            path: {
                mission: string;
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
                    "application/json": string[];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            409: components["responses"]["refused"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    read_kind_api_home_missions__mission__kernels__kernel___get: {
        parameters: {
            query?: {
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
            };
            header?: never;
            path: {
                mission: string;
                kernel: components["schemas"]["Family"];
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
                    "application/json": string[];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            409: components["responses"]["refused"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    list_files_of_old_api_home_missions__mission__kernels__kernel__files__get: {
        parameters: {
            query?: {
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
            };
            header?: never;
            path: {
                mission: string;
                kernel: components["schemas"]["Family"];
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
                    "application/json": string[];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            409: components["responses"]["refused"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    list_newest_files_api_home_missions__mission__kernels__kernel__files_newest__get: {
        parameters: {
            query?: {
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
            };
            header?: never;
            path: {
                mission: string;
                kernel: components["schemas"]["Family"];
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
                    "application/json": string[];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            409: components["responses"]["refused"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    read_file_of_old_api_home_missions__mission__kernels__kernel__files__file___get: {
        parameters: {
            query?: {
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
            };
            header?: never;
            path: {
                mission: string;
                kernel: components["schemas"]["Family"];
                file: string;
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
                    "application/json": components["schemas"]["FileInfo"];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            409: components["responses"]["refused"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    read_raw_api_home_missions__mission__kernels__kernel__files__file__raw__get: {
        parameters: {
            query?: {
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
            };
            header?: never;
            path: {
                mission: string;
                kernel: components["schemas"]["Family"];
                file: string;
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
                    "application/json": string[];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            409: components["responses"]["refused"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    read_newest_file_api_home_missions__mission__kernels__kernel__files__file__newest__get: {
        parameters: {
            query?: {
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
            };
            header?: never;
            path: {
                mission: string;
                kernel: components["schemas"]["Family"];
                file: string;
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
                    "application/json": string[];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            409: components["responses"]["refused"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    list_meta_kernels_of_old_api_home_missions__mission__metakernels__get: {
        parameters: {
            query?: {
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
            };
            header?: never;
            path: {
                mission: string;
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
                    "application/json": string[];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            409: components["responses"]["refused"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    list_newest_meta_kernels_api_home_missions__mission__metakernels_newest__get: {
        parameters: {
            query?: {
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
            };
            header?: never;
            path: {
                mission: string;
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
                    "application/json": string[];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            409: components["responses"]["refused"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    list_years_api_home_missions__mission__metakernels_years__get: {
        parameters: {
            query?: {
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
            };
            header?: never;
            path: {
                mission: string;
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
                    "application/json": number[];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            409: components["responses"]["refused"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    list_of_year_api_home_missions__mission__metakernels_years__year___get: {
        parameters: {
            query?: {
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
            };
            header?: never;
            path: {
                mission: string;
                year: number;
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
                    "application/json": string[];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            409: components["responses"]["refused"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    list_newest_of_year_api_home_missions__mission__metakernels_years__year__newest__get: {
        parameters: {
            query?: {
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
            };
            header?: never;
            path: {
                mission: string;
                year: number;
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
                    "application/json": string[];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            409: components["responses"]["refused"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    read_meta_kernel_of_old_api_home_missions__mission__metakernels__file___get: {
        parameters: {
            query?: {
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
            };
            header?: never;
            path: {
                mission: string;
                file: string;
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
                    "application/json": components["schemas"]["FileInfo"];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            409: components["responses"]["refused"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    read_raw_meta_kernel_api_home_missions__mission__metakernels__file__raw__get: {
        parameters: {
            query?: {
                /** @description Wait for this revision of the collection, if need be. */
                wait_for?: number | null;
            };
            header?: never;
            path: {
                mission: string;
                file: string;
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
                    "application/json": string[];
                };
            };
            400: components["responses"]["malformed-request"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            409: components["responses"]["refused"];
            421: components["responses"]["misdirected"];
            422: components["responses"]["malformed"];
            429: components["responses"]["too-many"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
}
