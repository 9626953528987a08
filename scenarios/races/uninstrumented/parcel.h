/* parcel.h: counted parcels, of a library that is not compiled for the data-race runtime, as most
 * libraries of a system are not.
 *
 * A parcel is made with one reference. Every reference may be dropped by another thread; the last one
 * frees the parcel, after everything that was done to it by those who held the others. */
#ifndef PARCEL_H
#define PARCEL_H

struct parcel {
    int references;
    int weight, stamp; /* the program's */
};

struct parcel *parcel_new(void); /* zeroed */
struct parcel *parcel_keep(struct parcel *p);
void parcel_drop(struct parcel *p);

#endif
