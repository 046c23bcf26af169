"""The Arabic edition: hosts, sections, and the words a reader sees. Data only.

``types.py`` says what each field means.
"""

from __future__ import annotations

from mayadeen_crawler.outlet.types import Edition, Section, Words, sections_of

ARABIC = Edition(
    code="ar",
    publisher="الميادين",
    other_names=("الميادين نت", "شبكة الميادين", "شبكة الميادين الإعلامية", "قناة الميادين"),
    slogans=("الميادين قناة فضائية عربية إخبارية مستقلة",),
    host="www.almayadeen.net",
    other_hosts=("almayadeen.net",),
    news_path="/news",
    streams=frozenset({"live", "مباشر", "بث مباشر", "البث المباشر", "البث الحي"}),
    language="ar",
    direction="rtl",
    day_first=True,
    words=Words(
        by=(
            "الكاتب",
            "الكاتبة",
            "بقلم",
            "إعداد",
            "إعداد وترجمة",
            "إعداد وتحرير",
            "إعداد وتقديم",
        ),
        by_noun=(
            "الكاتب",
            "الكاتبة",
            "إعداد",
            "إعداد وترجمة",
            "إعداد وتحرير",
            "إعداد وتقديم",
        ),
        source=("المصدر", "المصادر"),
        shares=("مشاركة", "مشاركات"),
        min_read=("دقيقة قراءة", "دقائق قراءة", "دقيقة", "دقائق", "د"),
        read_time=("مدة القراءة", "وقت القراءة", "زمن القراءة", "قراءة"),
        minutes={
            "دقيقة": "1",
            "دقيقة واحدة": "1",
            "دقيقة قراءة": "1",
            "دقيقة واحدة قراءة": "1",
            "دقيقتان": "2",
            "دقيقتين": "2",
            "دقيقتان قراءة": "2",
            "دقيقتين قراءة": "2",
            "دقيقتا قراءة": "2",
        },
        most_read=("الأكثر قراءة", "الأكثر قراءةً"),
        read_next=("اقرأ أيضاً", "اقرأ أيضا", "إقرأ أيضاً"),
        coverage=("تغطيات", "التغطية"),
        breaking=("عاجل", "خبر عاجل", "أخبار عاجلة", "الأخبار العاجلة"),
        load_more=("المزيد", "تحميل المزيد", "تصفح المزيد", "عرض المزيد"),
        updated=("آخر تحديث", "تم التحديث", "تاريخ التحديث", "حدّث"),
        inset=(
            "مواضيع ذات صلة",
            "أخبار ذات صلة",
            "ذات صلة",
            "مقالات ذات صلة",
            "مواضيع متعلقة",
            "أخبار متعلقة",
            "اقرأ المزيد",
            "إقرأ المزيد",
            "شاهد أيضاً",
            "قد يعجبك أيضاً",
        ),
        tags=("وسوم", "الوسوم", "كلمات مفتاحية", "الكلمات المفتاحية", "كلمات دلالية"),
        forms=(
            "التعليقات",
            "تعليقات",
            "أضف تعليقاً",
            "اترك تعليقاً",
            "اترك رداً",
            "النشرة البريدية",
            "القائمة البريدية",
            "اشترك",
            "اشترك الآن",
            "اشترك في النشرة البريدية",
            "اشترك في نشرتنا البريدية",
        ),
        share=(
            "x",
            "شارك",
            "مشاركة",
            "فيسبوك",
            "تويتر",
            "واتساب",
            "تلغرام",
            "طباعة",
            "نسخ الرابط",
            "الكل",
            "إعلان",
            "facebook",
            "twitter",
            "whatsapp",
            "telegram",
        ),
        footer=("جميع الحقوق محفوظة", "كل الحقوق محفوظة", "©", "سياسة الخصوصية"),
    ),
    # The paths are from 12,000 real URLs; the labels are what such lists are usually called.
    sections=(
        *sections_of(
            "News", "", {"سياسة": "/news/politics", "اقتصاد": "/news/economic", "منوعات": "/misc"}
        ),
        *sections_of(
            "Articles",
            "",
            {
                "مقالات": "/articles",
                "تحليلات": "/analysis",
                "صحافة": "/press",
                "أوراق بحثية": "/research-papers",
            },
        ),
        *sections_of(
            "Videos",
            "",
            {
                "فيديو": "/video",
                "تقارير": "/reports",
                "تقارير تلفزيونية": "/tv-reports",
                "نشرات": "/newscast",
            },
        ),
        Section("بودكاست", "Podcasts", "/podcasts"),
        Section("إنفوغراف", "Infographs", "/infograph"),
    ),
)
