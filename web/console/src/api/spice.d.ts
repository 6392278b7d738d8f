// Made by `npm run types` from docs/openapi-*.json: change the code of the service, not this.
export type paths = Record<string, never>;
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
         * @description What one kernel covers of one body, shape, instrument or frame.
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
             * Fields Of View
             * @default []
             */
            fields_of_view?: (string | number)[];
            /**
             * Frames
             * @default []
             */
            frames?: (string | number)[];
            /**
             * To Each Other
             * @default false
             */
            to_each_other?: boolean;
            /**
             * Turning
             * @default false
             */
            turning?: boolean;
            /**
             * Constants
             * @default []
             */
            constants?: (string | number)[];
            /**
             * Shapes
             * @default []
             */
            shapes?: (string | number)[];
            /**
             * Masses
             * @default []
             */
            masses?: (string | number)[];
            /**
             * Names
             * @default []
             */
            names?: (string | number)[];
            /**
             * Frame Names
             * @default []
             */
            frame_names?: (string | number)[];
            /**
             * Body Frames
             * @default []
             */
            body_frames?: (string | number)[];
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
                string | number,
                string | number
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
             * @default true
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
         * Mode
         * @description Which way changes go at a site.
         * @enum {string}
         */
        Mode: "two-way" | "send-only" | "receive-only" | "mirror";
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
export type operations = Record<string, never>;
