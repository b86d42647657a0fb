/** The stream of the office itself: cases forgotten, keys rotated. It belongs to no case and is never forgotten. */
export const officeStream = '00000000-0000-4000-8000-000000000000'
